import type { Basis, BilledPeriod, Span } from '../../../domain/billing/document.ts';
import type { Charge } from '../../../domain/rating/charge.ts';
import type { Plan } from '../../../domain/pricing/pricing-model.ts';
import { keyOf } from '../identity.ts';
import { decimal, isLess, isZero, multiply, subtract, sum, type Fraction } from './fraction.ts';
import type { Leaf } from './digest.ts';
import type { Known } from './known.ts';
import type { Payer } from './level.ts';
import { moneyText, preciseText } from './money.ts';
import { pinned, segmentsOf, type Segment } from './plan.ts';
import { policiesOf } from './payers.ts';
import { naiveRate, type RatedCharge } from './rate.ts';
import { usedBy } from './used.ts';
import { lengthMs, partOf, windowOf } from './window.ts';

// Rules 10 and 18 to 21: the lines of a period.

export type NaiveLine = Pick<RatedCharge, 'amountPrecise' | 'amount'> & {
  readonly charge: string;
  readonly segment: Span;
  readonly plan: string;
  /** Where it is a line of a charge: */
  readonly metered?: {
    readonly meter: string;
    readonly quantity: string;
    readonly tiers: RatedCharge['tiers'];
    /** The facts and amendments behind it. */
    readonly behind: readonly Leaf[];
  };
};

type Terms = {
  readonly payer: Payer;
  readonly period: BilledPeriod;
  readonly currency: string;
  readonly until: number;
};

const amountsOf = (lines: readonly NaiveLine[]): Fraction =>
  sum(lines.map(({ amount }) => decimal(amount)));

const spanOf = ({ from, to }: Span): Span => ({ from, to });

/** Rule 21: facts with the amendments that fit them, each once. */
const withAmendments = ({ known }: Payer, facts: ReturnType<typeof usedBy>['facts']) => {
  const all = facts.flatMap((fact) => [fact, ...known.fittingOf(fact)]);
  const byKey = new Map(all.map((one) => [keyOf(one), known.leafOf(one)]));
  return [...byKey.values()].toSorted((a, b) => Number(a.sequence) - Number(b.sequence));
};

const chargeLines = (
  { payer, period, currency, until }: Terms,
  segment: Segment,
  charge: Charge,
): readonly NaiveLine[] => {
  const { used, facts } = usedBy(payer, charge, { ...windowOf(segment), until });
  const share = partOf(segment, period);
  const periodMs = lengthMs(windowOf(period));
  const { quantity, amountPrecise, amount, tiers } = naiveRate({
    charge,
    currency,
    used,
    share,
    periodMs,
  });
  // An amount that is nothing once it is rounded is an amount all the same.
  const isShown = facts.length > 0 || amountPrecise !== '0' || charge.zeroUsage === 'bill';
  const metered = { meter: charge.meter, quantity, tiers, behind: withAmendments(payer, facts) };
  const plan = segment.stretches.at(-1)?.plan.key ?? '';
  const line = { charge: charge.key, segment: spanOf(segment), plan, amountPrecise, amount };
  return isShown ? [{ ...line, metered }] : [];
};

/** What so much for a whole period comes to in a part of it. */
const inPart = (text: string, stretch: Span, period: Span): Fraction =>
  multiply(decimal(text), partOf(stretch, period));

const baseFeeLine = (
  { period, currency }: Terms,
  stretch: Span & { readonly plan: Plan },
): readonly NaiveLine[] => {
  const fee = inPart(stretch.plan.baseFee, stretch, period);
  const amounts = { amountPrecise: preciseText(fee), amount: moneyText(fee, currency) };
  const line = { charge: 'base_fee', segment: spanOf(stretch), plan: stretch.plan.key, ...amounts };
  return isZero(fee) ? [] : [line];
};

/** What is missing to the minimum of the plans of a segment. */
const minimumLine = (
  { period, currency }: Terms,
  segment: Segment,
  lines: readonly NaiveLine[],
): readonly NaiveLine[] => {
  const minimums = segment.stretches.flatMap((stretch) => {
    const { minimumSpend } = stretch.plan;
    return minimumSpend === undefined ? [] : [inPart(minimumSpend, stretch, period)];
  });
  const least = decimal(moneyText(sum(minimums), currency));
  const missing = subtract(least, amountsOf(lines));
  if (minimums.length === 0 || !isLess(amountsOf(lines), least)) return [];
  const plan = segment.stretches.at(-1)?.plan.key ?? '';
  const amounts = { amountPrecise: preciseText(missing), amount: moneyText(missing, currency) };
  return [{ charge: 'plan_minimum', segment: spanOf(segment), plan, ...amounts }];
};

/** The lines of a period of an account, by what is known and a basis; levels are counted up to `until`. */
export const naiveRating = (
  known: Known,
  account: string,
  { period, basis }: { readonly period: BilledPeriod; readonly basis: Basis },
  until = Infinity,
): readonly NaiveLine[] => {
  const pricing = pinned(known, basis);
  const payer = { known, account, policies: policiesOf(known, basis.attribution) };
  const terms = { payer, period, currency: pricing.currency, until };
  return segmentsOf(pricing, basis).flatMap((segment) => {
    const lines = [
      ...segment.stretches.flatMap((stretch) => baseFeeLine(terms, stretch)),
      ...segment.charges.flatMap((charge) => chargeLines(terms, segment, charge)),
    ];
    return [...lines, ...minimumLine(terms, segment, lines)];
  });
};
