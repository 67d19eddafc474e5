import type { PriceModel } from '../../../domain/rating/charge.ts';
import {
  add,
  decimal,
  divide,
  fraction,
  greatest,
  isAboveZero,
  isZero,
  least,
  multiply,
  subtract,
  sum,
  zero,
  type Fraction,
} from './fraction.ts';

// Rule 8.

type Percentage = Extract<PriceModel, { readonly kind: 'percentage' }>;

/** What one fact carries for one payer: its whole value, and which share of it this payer pays. */
export type CarriedValue = { readonly value: Fraction; readonly share: Fraction };

/** Values in the charge's unit, by the payer's share. */
export const paidValues = (
  values: readonly CarriedValue[],
  divideBy: Fraction,
): readonly Fraction[] =>
  values.map(({ value, share }) => divide(multiply(value, share), divideBy));

/** The part of each value that is free. */
const freeParts = (
  { freeFacts, freeTotal }: Percentage,
  values: readonly Fraction[],
  periodShare: Fraction,
): readonly Fraction[] => {
  if (freeFacts === undefined && freeTotal === undefined) return values.map(() => zero);
  const total = freeTotal === undefined ? undefined : multiply(decimal(freeTotal), periodShare);
  let [factsBefore, used] = [0, zero];
  return values.map((value) => {
    if (!isAboveZero(value)) return zero;
    const isAmongFirst = freeFacts === undefined || factsBefore < freeFacts;
    factsBefore += 1;
    if (!isAmongFirst) return zero;
    const free = total === undefined ? value : least(value, subtract(total, used));
    used = add(used, free);
    return free;
  });
};

/** What one fact costs of which so much has to be paid for. */
const factCost = (model: Percentage, part: Fraction, share: Fraction): Fraction => {
  if (isZero(part)) return zero;
  const byRate = divide(multiply(part, decimal(model.rate)), fraction(100n));
  if (!isAboveZero(part)) return byRate;
  const ofShare = (amount: string): Fraction => multiply(decimal(amount), share);
  const cost = add(byRate, ofShare(model.fixedAmount ?? '0'));
  const raised = greatest(cost, ofShare(model.minimumPerFact ?? '0'));
  return model.maximumPerFact === undefined ? raised : least(raised, ofShare(model.maximumPerFact));
};

/** What facts in log order cost together. */
export const percentagePrice = (
  model: Percentage,
  carried: readonly CarriedValue[],
  divideBy: Fraction,
  periodShare: Fraction,
): Fraction => {
  const values = paidValues(carried, divideBy);
  const free = freeParts(model, values, periodShare);
  return sum(
    carried.map(({ share }, index) =>
      factCost(model, subtract(values[index] ?? zero, free[index] ?? zero), share),
    ),
  );
};
