import * as t from 'io-ts';
import { closed } from '../codec/closed.ts';
import { faultsAt, type Fault } from '../codec/faults.ts';
import { said } from '../codec/said.ts';
import type { Meter } from '../meter/meter.ts';
import { chargeParts, type Charge } from './charge.ts';
import { isAbove, PriceModel } from './price-model.ts';

// Lines of a document that belong to no charge have these keys.
const keysOfLines = ['base_fee', 'plan_minimum'];

type Said = Readonly<Record<string, unknown>>;

const faultsOfKey = ({ key }: Said): readonly Fault[] =>
  keysOfLines.some((taken) => taken === key)
    ? [{ path: '/key', message: 'is the key of a line that no charge makes' }]
    : [];

const faultsOfSpend = ({ minimumSpend, maximumSpend }: Said): readonly Fault[] =>
  isAbove(minimumSpend, maximumSpend)
    ? [{ path: '/maximumSpend', message: 'must be at least minimumSpend' }]
    : [];

const faultsOfPercentage = (charge: Said): readonly Fault[] => {
  if (said(charge['model'])['kind'] !== 'percentage') return [];
  const round = said(charge['unit'])['round'] ?? undefined;
  return [
    ...(Object.hasOwn(charge, 'freeUnits')
      ? [{ path: '/freeUnits', message: 'means nothing to a percentage: take freeTotal' }]
      : []),
    ...(round === undefined
      ? []
      : [{ path: '/unit/round', message: 'means nothing to a percentage, which rates each fact' }]),
  ];
};

const beyondShape = [faultsOfKey, faultsOfSpend, faultsOfPercentage];

const shape = closed(
  'ChargeDefinition',
  { ...chargeParts.required, model: PriceModel },
  chargeParts.optional,
);

/** A charge as it is published; every fault is named at once. What depends on its meter: `faultsWithMeter`. */
export const ChargeDefinition = Object.assign(
  new t.Type<Charge>(
    'ChargeDefinition',
    shape.is,
    (input, context) => {
      const decoded = shape.validate(input, context);
      const errors = decoded._tag === 'Left' ? decoded.left : [];
      const beyond = faultsAt(
        input,
        context,
        beyondShape.flatMap((rule) => rule(said(input))),
      );
      return beyond.length === 0 ? decoded : t.failures([...errors, ...beyond]);
    },
    t.identity,
  ),
  { _tag: shape._tag, required: shape.required, optional: shape.optional },
);

/**
 * What is wrong with a charge of this meter, undefined where none has its key; `path` is the JSON pointer of the charge, whose
 * shape may have faults of its own: those are told elsewhere.
 */
export const faultsWithMeter = (
  charge: unknown,
  meter: Meter | undefined,
  path: string,
): readonly Fault[] => {
  if (meter === undefined) return [{ path: `${path}/meter`, message: 'is no meter that is known' }];
  const { model, unit = {} } = said(charge);
  const { aggregation } = meter;
  const { kind } = said(model);
  const hasPer = said(unit)['per'] !== undefined;
  const isLevel = aggregation === 'time_weighted';
  const isOfMoney = kind === 'percentage' || kind === 'graduated_percentage';
  return [
    ...(isLevel && !hasPer && t.UnknownRecord.is(unit)
      ? [{ path: `${path}/unit/per`, message: 'is missing: the meter is a level over time' }]
      : []),
    ...(!isLevel && hasPer
      ? [{ path: `${path}/unit/per`, message: 'means nothing: the meter is no level over time' }]
      : []),
    ...(isOfMoney && aggregation !== 'sum'
      ? [{ path: `${path}/meter`, message: `is no sum, and ${kind} prices values of facts` }]
      : []),
  ];
};
