import {
  difference,
  greatest,
  least,
  none,
  order,
  product,
  quotient,
  sum,
  type Rational,
} from '../rational.ts';
import type { Charge } from './charge.ts';
import { hundred } from './rate-tiers.ts';
import type { Rated } from './rated.ts';
import { afterSpend } from './spend.ts';
import { exact } from './texts.ts';

type Terms = {
  readonly divideBy: Rational | undefined;
  readonly rate: Rational;
  readonly fixedAmount: Rational;
  readonly freeFacts: number;
  readonly freeTotal: Rational | undefined;
  readonly minimumPerFact: Rational | undefined;
  readonly maximumPerFact: Rational | undefined;
};

/** What facts of a percentage come to so far. */
export type PercentageTally = {
  readonly charge: Charge;
  readonly share: Rational;
  readonly terms: Terms;
  /** Of all values. */
  readonly quantity: Rational;
  /** How many facts had a value above 0. */
  readonly facts: number;
  readonly freeUsed: Rational;
  /** What paid, and what was taken back. */
  readonly paid: Rational;
  readonly amount: Rational;
};

const exactOptional = (text: string | undefined): Rational | undefined =>
  text === undefined ? undefined : exact(text);

const termsOf = ({ model, unit }: Charge, share: Rational): Terms => {
  if (model.kind !== 'percentage') throw new TypeError(`${model.kind} is no percentage`);
  const { freeFacts, freeTotal } = model;
  const isFree = freeFacts !== undefined || freeTotal !== undefined;
  return {
    divideBy: exactOptional(unit?.divideBy),
    rate: quotient(exact(model.rate), hundred),
    fixedAmount: exact(model.fixedAmount ?? '0'),
    freeFacts: freeFacts ?? (isFree ? Infinity : 0),
    freeTotal: freeTotal === undefined ? undefined : product(exact(freeTotal), share),
    minimumPerFact: exactOptional(model.minimumPerFact),
    maximumPerFact: exactOptional(model.maximumPerFact),
  };
};

/** Before the first fact. Throws TypeError for another model. */
export const percentageStart = (charge: Charge, share: Rational): PercentageTally => ({
  charge,
  share,
  terms: termsOf(charge, share),
  quantity: none,
  facts: 0,
  freeUsed: none,
  paid: none,
  amount: none,
});

const freePart = ({ terms, facts, freeUsed }: PercentageTally, value: Rational): Rational => {
  if (facts >= terms.freeFacts) return none;
  return terms.freeTotal === undefined
    ? value
    : least(value, difference(terms.freeTotal, freeUsed));
};

const costOf = (terms: Terms, part: Rational, factShare: Rational): Rational => {
  const { rate, fixedAmount, minimumPerFact, maximumPerFact } = terms;
  const cost = sum(product(part, rate), product(fixedAmount, factShare));
  const raised =
    minimumPerFact === undefined ? cost : greatest(cost, product(minimumPerFact, factShare));
  return maximumPerFact === undefined ? raised : least(raised, product(maximumPerFact, factShare));
};

/**
 * With one fact more (docs/billing.md, rules 8 and 14); facts come in log order. `value` is the whole fact's, as the meter
 * reads it: it is divided by the charge's unit here, and `factShare` is the part of the fact that is paid, 1 where it is not split.
 */
export const percentageAfter = (
  tally: PercentageTally,
  value: Rational,
  factShare: Rational,
): PercentageTally => {
  const { terms } = tally;
  const mine = product(value, factShare);
  const counted = terms.divideBy === undefined ? mine : quotient(mine, terms.divideBy);
  const quantity = sum(tally.quantity, counted);
  const sign = order(counted, none);
  if (sign <= 0) {
    const amount = sum(tally.amount, product(counted, terms.rate));
    return { ...tally, quantity, paid: sum(tally.paid, counted), amount };
  }
  const free = freePart(tally, counted);
  const part = difference(counted, free);
  const cost = order(part, none) > 0 ? costOf(terms, part, factShare) : none;
  return {
    ...tally,
    quantity,
    facts: tally.facts + 1,
    freeUsed: sum(tally.freeUsed, free),
    paid: sum(tally.paid, part),
    amount: sum(tally.amount, cost),
  };
};

/** What all facts come to, within minimum and maximum spend. */
export const percentageRated = ({
  charge,
  share,
  terms: { rate: unitAmount },
  quantity,
  paid,
  amount,
}: PercentageTally): Rated => {
  const flatAmount = difference(amount, product(paid, unitAmount));
  return afterSpend(charge, quantity, [{ quantity: paid, unitAmount, flatAmount, amount }], share);
};
