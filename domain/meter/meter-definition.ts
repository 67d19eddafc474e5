import * as t from 'io-ts';
import { canonicalJson } from '../canonical-json.ts';
import { closed } from '../codec/closed.ts';
import { faultsAt, type Fault } from '../codec/faults.ts';
import { listed, said } from '../codec/said.ts';
import { compared, decimalOf } from '../decimal.ts';
import type { Json } from '../event-log.ts';
import { faultsInJson } from '../fact/wholesome.ts';
import { shippedMeters, type Meter } from './meter.ts';
import { Aggregation, meterParts } from './parts.ts';

const conditionsMax = 20;
// With its envelope it has to fit into one append of the store.
const definitionLengthMax = 65_536;

const faultOfKey = ({ key }: Readonly<Record<string, unknown>>): readonly Fault[] =>
  shippedMeters.some((meter) => meter.key === key)
    ? [{ path: '/key', message: 'is the key of a meter that every tenant has' }]
    : [];

const faultsOfTypes = ({ types }: Readonly<Record<string, unknown>>): readonly Fault[] =>
  listed(types).flatMap((type, index) =>
    typeof type === 'string' && type.startsWith('usage.')
      ? [{ path: `/types/${index}`, message: 'amends facts and is counted by no meter' }]
      : [],
  );

/** What the aggregation wants said, and what means nothing to it. */
const faultsOfValue = (definition: Readonly<Record<string, unknown>>): readonly Fault[] => {
  const { aggregation } = definition;
  if (!Aggregation.is(aggregation)) return [];
  const hasValue = Object.hasOwn(definition, 'value');
  return [
    ...(aggregation === 'count' && hasValue
      ? [{ path: '/value', message: 'means nothing where facts are counted' }]
      : []),
    ...(aggregation !== 'count' && !hasValue
      ? [{ path: '/value', message: 'is missing: the key in the data of each fact' }]
      : []),
    ...(aggregation !== 'sum' && Object.hasOwn(definition, 'absent')
      ? [{ path: '/absent', message: 'means nothing where values are not summed up' }]
      : []),
  ];
};

const faultsOfWhere = ({ where }: Readonly<Record<string, unknown>>): readonly Fault[] => [
  ...(listed(where).length > conditionsMax
    ? [{ path: '/where', message: `must have up to ${conditionsMax} entries` }]
    : []),
  ...listed(where).flatMap((condition, index) => {
    if (!t.UnknownRecord.is(condition)) return [];
    const { is, isNot, atLeast, below } = condition;
    const kinds = [is, isNot, atLeast ?? below].filter((part) => part !== undefined);
    if (kinds.length !== 1) {
      return [{ path: `/where/${index}`, message: 'must say one of is, isNot, atLeast or below' }];
    }
    const [least, end] = [decimalOf(atLeast), decimalOf(below)];
    return least !== undefined && end !== undefined && compared(least, end) >= 0
      ? [{ path: `/where/${index}/below`, message: 'must be more than atLeast' }]
      : [];
  }),
];

const faultsOfDimensions = ({ dimensions }: Readonly<Record<string, unknown>>): readonly Fault[] =>
  listed(dimensions).flatMap((name, index) =>
    name === 'group' || name === 'subject'
      ? [{ path: `/dimensions/${index}`, message: 'is told apart without being a dimension' }]
      : [],
  );

const faultsOfSize = (definition: Json): readonly Fault[] => {
  const { length } = canonicalJson(definition);
  return length <= definitionLengthMax
    ? []
    : [{ path: '', message: `has ${length} characters; at most ${definitionLengthMax} are taken` }];
};

/** What is wrong with a definition beyond the shape of its parts. */
const faultsBeyondShape = (input: unknown): readonly Fault[] => {
  const definition = said(input);
  return [faultOfKey, faultsOfTypes, faultsOfValue, faultsOfWhere, faultsOfDimensions].flatMap(
    (rule) => rule(definition),
  );
};

/** The shape in which a definition is stored. What once was accepted is read for ever, whatever is shipped later. */
export const StoredMeter = closed('StoredMeter', meterParts.required, meterParts.optional);

const shape = closed('MeterDefinition', meterParts.required, meterParts.optional);

/** A meter that a tenant defines; every fault of a definition is named at once. */
export const MeterDefinition = Object.assign(
  new t.Type<Meter>(
    'MeterDefinition',
    shape.is,
    (input, context) => {
      const decoded = shape.validate(input, context);
      const errors = decoded._tag === 'Left' ? decoded.left : [];
      // It was parsed from JSON, which its codec cannot say.
      const json = input as Json;
      const beyond = [...faultsBeyondShape(input), ...faultsInJson(json, '')];
      const all = errors.length + beyond.length > 0 ? beyond : faultsOfSize(json);
      const told = faultsAt(input, context, all);
      return decoded._tag === 'Right' && told.length === 0
        ? decoded
        : t.failures([...errors, ...told]);
    },
    t.identity,
  ),
  { _tag: shape._tag, required: shape.required, optional: shape.optional },
);
