import type * as t from 'io-ts';
import { closed } from '../codec/closed.ts';
import { oneOf, refined } from '../codec/refined.ts';
import { shortList } from '../codec/short-list.ts';
import { decimalOf } from '../decimal.ts';
import { MeterKey } from '../meter/parts.ts';

// What prices are made of, as they are sent and as they are stored. Numbers are texts: a JSON number would be a float.

const isDecimalText = (value: unknown): value is string =>
  typeof value === 'string' && decimalOf(value) !== undefined;

const decimalPattern = '^-?\\d+(\\.\\d+)?$';
const decimalWords = 'a decimal as a text, of up to 38 digits, 18 of them after the point';

/** A decimal as a text: a quantity that may be negative. */
export const AnyAmount = refined(
  'AnyAmount',
  { type: 'string', pattern: decimalPattern, examples: ['12.5'] },
  `must be ${decimalWords}`,
  isDecimalText,
);

/** A decimal of at least 0 as a text: a price, a bound. */
export const Amount = refined(
  'Amount',
  { type: 'string', pattern: '^\\d+(\\.\\d+)?$', examples: ['0.20'] },
  `must be at least 0, ${decimalWords}`,
  (value): value is string => isDecimalText(value) && !value.startsWith('-'),
);

/** A decimal greater than 0 as a text: what something is divided by. */
export const Divisor = refined(
  'Divisor',
  { type: 'string', pattern: '^\\d+(\\.\\d+)?$', examples: ['1000000000'] },
  `must be more than 0, ${decimalWords}`,
  (value): value is string => isDecimalText(value) && (decimalOf(value)?.units ?? 0n) > 0n,
);

/** A number of facts. */
export const FactNumber = refined(
  'FactNumber',
  { type: 'integer', minimum: 0 },
  'must be a whole number of at least 0',
  (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0,
);

/** The highest quantity of a tier, which is in it; null for the last one. */
const Bound = refined(
  'Bound',
  { type: ['string', 'null'], pattern: '^\\d+(\\.\\d+)?$' },
  `must be null or more than 0, ${decimalWords}`,
  (value): value is string | null => value === null || Divisor.is(value),
);
const AmountOrNull = refined(
  'AmountOrNull',
  { type: ['string', 'null'], pattern: '^\\d+(\\.\\d+)?$' },
  `must be null or at least 0, ${decimalWords}`,
  (value): value is string | null => value === null || Amount.is(value),
);
const Rounding = refined(
  'Rounding',
  { type: ['string', 'null'], enum: ['up', 'down', 'nearest', null] },
  'must be up, down, nearest or null',
  (value): value is 'up' | 'down' | 'nearest' | null =>
    value === null || value === 'up' || value === 'down' || value === 'nearest',
);

// Each of them is gone through for each line of each invoice.
export const tiersMax = 1_000;
export const tiersWords = `must have 1 to ${tiersMax} entries`;

export const Tier = closed('Tier', { upTo: Bound }, { unitAmount: Amount, flatAmount: Amount });
export const RateTier = closed('RateTier', { upTo: Bound, rate: Amount }, { flatAmount: Amount });

const kind = <const Kind extends string>(name: Kind) => oneOf(`${name}Kind`, name);

export const models = {
  standard: closed('StandardModel', { kind: kind('standard'), unitAmount: Amount }, {}),
  graduated: closed(
    'GraduatedModel',
    { kind: kind('graduated'), tiers: shortList(Tier, tiersMax, tiersWords) },
    {},
  ),
  volume: closed(
    'VolumeModel',
    { kind: kind('volume'), tiers: shortList(Tier, tiersMax, tiersWords) },
    {},
  ),
  package: closed(
    'PackageModel',
    { kind: kind('package'), packageSize: Divisor, amount: Amount },
    {},
  ),
  percentage: closed(
    'PercentageModel',
    { kind: kind('percentage'), rate: Amount },
    {
      fixedAmount: Amount,
      freeFacts: FactNumber,
      freeTotal: Amount,
      minimumPerFact: Amount,
      maximumPerFact: Amount,
    },
  ),
  graduated_percentage: closed(
    'GraduatedPercentageModel',
    { kind: kind('graduated_percentage'), tiers: shortList(RateTier, tiersMax, tiersWords) },
    {},
  ),
  flat: closed('FlatModel', { kind: kind('flat'), amount: Amount }, {}),
};

export type PriceModel = {
  readonly [Kind in keyof typeof models]: t.TypeOf<(typeof models)[Kind]>;
}[keyof typeof models];
export type Tier = t.TypeOf<typeof Tier>;
export type RateTier = t.TypeOf<typeof RateTier>;

/** What a meter's quantity is counted in before it is priced. */
export const ChargeUnit = closed(
  'ChargeUnit',
  { divideBy: Divisor },
  { per: oneOf('Per', 'hour', 'month'), round: Rounding },
);

/** The price of what one meter counts: `model` says how, the rest what is taken off and added. */
export type Charge = {
  readonly key: string;
  readonly meter: string;
  readonly unit?: t.TypeOf<typeof ChargeUnit>;
  readonly freeUnits?: string;
  readonly model: PriceModel;
  readonly minimumSpend?: string;
  readonly maximumSpend?: string | null;
  readonly zeroUsage?: 'skip' | 'bill';
};

/** The parts of a charge whose shape is the same for every model. */
export const chargeParts = {
  required: { key: MeterKey, meter: MeterKey },
  optional: {
    unit: ChargeUnit,
    freeUnits: Amount,
    minimumSpend: Amount,
    maximumSpend: AmountOrNull,
    zeroUsage: oneOf('ZeroUsage', 'skip', 'bill'),
  },
};
