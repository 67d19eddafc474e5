import * as t from 'io-ts';
import { closed } from '../codec/closed.ts';
import { listOf } from '../codec/list.ts';
import { oneOf, refined } from '../codec/refined.ts';
import { decimalOf } from '../decimal.ts';
import { FactType, Name } from '../fact/parts.ts';

// What a meter's definition is made of, as it is sent and as it is stored.

export const MeterKey = refined(
  'MeterKey',
  { type: 'string', pattern: '^[a-z][a-z0-9_.]{0,63}$', examples: ['pages.printed'] },
  'must be 1 to 64 of a-z, 0-9, _ and ., the first a letter',
  (value): value is string => typeof value === 'string' && /^[a-z][a-z0-9_.]{0,63}$/.test(value),
);

const Unit = refined(
  'Unit',
  { type: 'string', minLength: 1, maxLength: 32, examples: ['page'] },
  'must be a text of 1 to 32 characters without control characters',
  (value): value is string => Name.is(value) && value.length <= 32,
);

/** An exact number: a JSON number, or a text of up to 38 digits, 18 of them after the point. */
const AnyDecimal = refined(
  'AnyDecimal',
  { type: ['number', 'string'], pattern: '^-?\\d+(\\.\\d+)?$' },
  'must be a decimal (as a text of up to 38 digits where it has more than 15)',
  (value): value is number | string => decimalOf(value) !== undefined,
);

export const Aggregation = oneOf(
  'Aggregation',
  'count',
  'sum',
  'max',
  'unique',
  'latest',
  'time_weighted',
);
export type Aggregation = t.TypeOf<typeof Aggregation>;

/** What a value in a fact's data is compared with. */
export type Scalar = string | number | boolean | null;

const ScalarValue = refined(
  'ScalarValue',
  { type: ['string', 'number', 'boolean', 'null'] },
  'must be a text of up to 256 characters, a number, true, false or null',
  (value): value is Scalar =>
    value === null ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value)) ||
    (typeof value === 'string' && value.length <= 256),
);

const Values = listOf('Values', ScalarValue, { min: 1, max: 50 });

/** What a fact must meet to be counted; exactly one of `is`, `isNot` and the bounds is there. */
export const Condition = closed(
  'Condition',
  { key: Name },
  { is: Values, isNot: Values, atLeast: AnyDecimal, below: AnyDecimal },
);

export type Condition = t.TypeOf<typeof Condition>;

/** What a meter consists of. This is stored: add optional fields freely and never take anything away. */
export const meterParts = {
  required: {
    key: MeterKey,
    unit: Unit,
    types: listOf('MeteredTypes', FactType, { min: 1, max: 20 }),
    aggregation: Aggregation,
  },
  optional: {
    value: Name,
    absent: AnyDecimal,
    where: t.readonlyArray(Condition),
    dimensions: listOf('Dimensions', Name, { min: 1, max: 4 }),
  },
};
