import type * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { shortList } from '../../domain/codec/short-list.ts';
import { Currency } from '../../domain/money/currency.ts';
import { AnyAmount } from '../../domain/rating/charge.ts';
import { ChargeDefinition } from '../../domain/rating/charge-definition.ts';
import { annotated } from '../annotated.ts';
import { InstantText } from '../params/times.ts';

// What may be asked to be rated: a quantity, the values of facts one by one, or a level over time.

// All of it is rated while other requests wait.
export const entriesMax = 10_000;

const common = {
  currency: Currency,
  charge: annotated(ChargeDefinition, { description: 'Its meter need not be there' }),
};
const Change = closed('LevelChange', { at: InstantText, delta: AnyAmount }, {});
const Period = closed('RatingPeriod', { from: InstantText, to: InstantText }, {});

export const quantity = {
  quantity: annotated(AnyAmount, {
    description: 'In the unit of the meter, before `unit.divideBy`',
  }),
};
export const values = {
  values: annotated(shortList(AnyAmount, entriesMax), {
    maxItems: entriesMax,
    description: 'Of a percentage: what each fact carries, in the order of their arrival',
  }),
};
export const level = {
  period: annotated(Period, { description: 'The whole calendar period, without its end' }),
  opening: annotated(AnyAmount, { description: 'The level at its beginning' }),
  changes: annotated(shortList(Change, entriesMax), {
    maxItems: entriesMax,
    description: 'By how much the level goes up or down and when, in any order',
  }),
};

export const QuantityRating = closed('QuantityRating', { ...common, ...quantity }, {});
export const ValuesRating = closed('ValuesRating', { ...common, ...values }, {});
export const LevelRating = closed('LevelRating', { ...common, ...level }, {});
/** What is wrong with the rest is told also where it is not clear which one is meant. */
export const AnyRating = closed('AnyRating', common, { ...quantity, ...values, ...level });

export type QuantityRating = t.TypeOf<typeof QuantityRating>;
export type ValuesRating = t.TypeOf<typeof ValuesRating>;
export type LevelRating = t.TypeOf<typeof LevelRating>;
