import { isRight } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { closed, fault } from '../codec/closed.ts';
import { pointerPart, type Fault } from '../codec/faults.ts';
import { oneOf } from '../codec/refined.ts';
import { compared, decimalOf, plus, whole, zero } from '../decimal.ts';
import type { Meter } from '../meter/meter.ts';
import { MeterKey, type Aggregation } from '../meter/parts.ts';
import { Divisor } from '../rating/charge.ts';
import { faultsAt } from '../codec/faults.ts';
import { UtcText } from '../time/utc-text.ts';
import type { AttributionPolicy, Payers as Paying } from './policy.ts';

const metersMax = 250;

const Party = oneOf('Party', 'actor', 'group', 'group_owner');
const Shares = closed('Shares', {}, { actor: Divisor, group: Divisor, group_owner: Divisor });
const Split = closed('Split', { split: Shares }, {});

const faultsOfShares = (shares: t.TypeOf<typeof Shares>): readonly Fault[] => {
  const texts = Object.values(shares);
  if (texts.length < 2) return [{ path: '/split', message: 'must name at least two parties' }];
  const sum = texts.map((text) => decimalOf(text) ?? zero).reduce(plus, zero);
  return compared(sum, whole(1n)) === 0
    ? []
    : [{ path: '/split', message: 'must have shares that sum to exactly 1' }];
};

/** Who pays: a party, or several with their shares. */
const Payers = Object.assign(
  new t.Type<Paying>(
    'Payers',
    (value): value is Paying => Party.is(value) || Split.is(value),
    (input, context) => {
      if (!t.UnknownRecord.is(input)) {
        return Party.is(input)
          ? t.success(input)
          : t.failure(input, context, 'must be actor, group, group_owner or a split');
      }
      const decoded = Split.validate(input, context);
      if (decoded._tag === 'Left') return decoded;
      const faults = faultsOfShares(decoded.right.split);
      return faults.length === 0 ? decoded : t.failures(faultsAt(input, context, faults));
    },
    t.identity,
  ),
  { anyOf: [Party, Split] },
);

const shape = closed(
  'AttributionDefinition',
  { effectiveFrom: UtcText, default: Payers },
  // A record drops the keys that its codec of keys refuses, so that they are looked at below.
  { meters: t.record(t.string, Payers) },
);

const faultsOfKeys = (input: unknown, context: t.Context): t.ValidationError[] => {
  const exceptions = t.UnknownRecord.is(input) ? input['meters'] : undefined;
  const keys = t.UnknownRecord.is(exceptions) ? Object.keys(exceptions) : [];
  const at = t.appendContext(context, 'meters', t.unknown);
  if (keys.length > metersMax) {
    return [fault(exceptions, at, `must have up to ${metersMax} entries`)];
  }
  return keys
    .filter((key) => !MeterKey.is(key))
    .map((key) => fault(key, t.appendContext(at, key, MeterKey), 'is no key of a meter'));
};

/** A policy as it is published. It becomes the form that is stored: its time in UTC, its exceptions an object. */
export const AttributionDefinition = Object.assign(
  new t.Type<AttributionPolicy, unknown>(
    'AttributionDefinition',
    (value): value is AttributionPolicy => shape.is(value),
    (input, context) => {
      const decoded = shape.validate(input, context);
      const faults = faultsOfKeys(input, context);
      if (decoded._tag === 'Left') return t.failures([...decoded.left, ...faults]);
      if (faults.length > 0) return t.failures(faults);
      const { effectiveFrom, default: byDefault, meters = {} } = decoded.right;
      return t.success({ effectiveFrom, default: byDefault, meters });
    },
    t.identity,
  ),
  { _tag: shape._tag, required: shape.required, optional: shape.optional },
);

const splittable: readonly Aggregation[] = ['count', 'sum', 'time_weighted'];
const canBeSplit = ({ aggregation }: Meter): boolean => splittable.includes(aggregation);

/** What is wrong with a policy for a tenant with these meters, shipped ones included; any JSON is taken. */
export const faultsOfPolicy = (input: unknown, meters: readonly Meter[]): readonly Fault[] => {
  if (!t.UnknownRecord.is(input)) return [];
  const exceptions = t.UnknownRecord.is(input['meters']) ? input['meters'] : {};
  const unsplittable = meters.filter((meter) => !canBeSplit(meter));
  const left = unsplittable.filter(({ key }) => !Object.hasOwn(exceptions, key));
  return [
    ...(isRight(Split.decode(input['default'])) && left.length > 0
      ? [{ path: '/default', message: `splits what cannot be split: ${namesOf(left)}` }]
      : []),
    ...Object.entries(exceptions).flatMap(([key, payers]) => {
      const path = `/meters/${pointerPart(key)}`;
      const meter = meters.find((each) => each.key === key);
      if (meter === undefined) {
        return MeterKey.is(key) ? [{ path, message: 'is no meter that is known' }] : [];
      }
      return isRight(Split.decode(payers)) && !canBeSplit(meter)
        ? [{ path, message: `cannot be split: the meter is ${meter.aggregation}` }]
        : [];
    }),
  ];
};

const namesOf = (meters: readonly Meter[]): string => meters.map(({ key }) => key).join(', ');
