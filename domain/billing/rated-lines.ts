import { decimalOf, zero } from '../decimal.ts';
import { minorUnits } from '../money/currency.ts';
import type { Charge } from '../rating/charge.ts';
import { isBilledAtZero } from '../rating/rate-charge.ts';
import type { Rated } from '../rating/rated.ts';
import { tierText } from '../rating/rated-text.ts';
import { moneyOf, moneyText, preciseText, quantityText } from '../rating/texts.ts';
import {
  difference,
  isZero,
  none,
  order,
  product,
  rational,
  rationalOf,
  sum,
  type Rational,
} from '../rational.ts';
import { instantText } from '../time/instant.ts';
import type { Period } from '../time/window.ts';
import type { Line, Span } from './document.ts';
import type { LineTally } from './line-tally.ts';
import type { Segment, Stretch, Terms } from './terms.ts';
import type { SegmentTally } from './usage-tally.ts';

/** A line before it has its number in a document. */
export type UnnumberedLine = Omit<Line, 'line'>;

/** The charge of a line that is a plan's fee for being on it. */
export const baseFee = 'base_fee';
/** The charge of a line that brings a segment up to its plan's least. */
export const planMinimum = 'plan_minimum';

export const spanOf = ({ from, to }: Period): Span => ({
  from: instantText(from),
  to: instantText(to),
});

const decimalIn = (text: string): Rational => rationalOf(decimalOf(text) ?? zero);

const partOf = (part: Period, whole: Period): Rational =>
  rational(BigInt(part.to - part.from), BigInt(whole.to - whole.from));

/** What a quantity is counted in, in words. */
const unitOf = ({ unit }: Charge, meterUnit: string): string => {
  if (unit === undefined) return meterUnit;
  const divided = unit.divideBy === '1' ? meterUnit : `${unit.divideBy} ${meterUnit}`;
  return unit.per === undefined ? divided : `${divided} × ${unit.per}`;
};

const isShown = (charge: Charge, facts: number, { amount }: Rated): boolean =>
  facts > 0 || !isZero(amount) || isBilledAtZero(charge);

const planOf = ({ stretches }: Segment): string => stretches.at(-1)?.plan.key ?? '';

const chargeLine = (
  { charge, meter, rated, facts, digest }: LineTally,
  segment: Segment,
  digits: number,
): readonly UnnumberedLine[] => {
  const result = rated();
  if (!isShown(charge, facts(), result)) return [];
  return [
    {
      charge: charge.key,
      segment: spanOf(segment),
      plan: planOf(segment),
      meter: meter.key,
      quantity: quantityText(result.quantity),
      ...(result.freeUnits === undefined ? {} : { freeUnits: quantityText(result.freeUnits) }),
      unit: unitOf(charge, meter.unit),
      tiers: result.tiers.map(tierText),
      amountPrecise: preciseText(result.amount),
      amount: moneyText(result.amount, digits),
      facts: String(facts()),
      factsDigest: digest(),
    },
  ];
};

const planLine = (
  charge: string,
  span: Period,
  plan: string,
  { planAmount, amount }: { readonly planAmount: Rational; readonly amount: Rational },
  digits: number,
): UnnumberedLine => ({
  charge,
  segment: spanOf(span),
  plan,
  planAmount: preciseText(planAmount),
  amountPrecise: preciseText(amount),
  amount: moneyText(amount, digits),
});

const feeLines = (
  { stretches }: Segment,
  period: Period,
  digits: number,
): readonly UnnumberedLine[] =>
  stretches.flatMap((stretch: Stretch) => {
    const planAmount = decimalIn(stretch.plan.baseFee);
    const amount = product(planAmount, partOf(stretch, period));
    return isZero(amount)
      ? []
      : [planLine(baseFee, stretch, stretch.plan.key, { planAmount, amount }, digits)];
  });

const minimumLine = (
  segment: Segment,
  period: Period,
  lines: readonly UnnumberedLine[],
  digits: number,
): readonly UnnumberedLine[] => {
  const minimums = segment.stretches.flatMap((stretch) => {
    const { minimumSpend } = stretch.plan;
    return minimumSpend === undefined
      ? []
      : [product(decimalIn(minimumSpend), partOf(stretch, period))];
  });
  // Without a minimum an amount may be negative.
  if (minimums.length === 0) return [];
  const least = minimums.reduce(sum, none);
  const rounded = moneyOf(moneyText(least, digits));
  const amount = difference(rounded, lines.map((line) => moneyOf(line.amount)).reduce(sum, none));
  return order(amount, none) > 0
    ? [planLine(planMinimum, segment, planOf(segment), { planAmount: least, amount }, digits)]
    : [];
};

/** The lines of an account's period: what was counted, its fees and its minimum, each rounded by itself. */
export const ratedLines = (
  { period, pricing }: Terms,
  tallies: readonly SegmentTally[],
): readonly UnnumberedLine[] => {
  const digits = minorUnits(pricing.currency);
  return tallies.flatMap(({ segment, lines: charges }) => {
    const lines = [
      ...feeLines(segment, period, digits),
      ...charges.flatMap((tally) => chargeLine(tally, segment, digits)),
    ];
    return [...lines, ...minimumLine(segment, period, lines, digits)];
  });
};

/** The sum of amounts, as money. */
export const totalOf = (lines: readonly { readonly amount: string }[], currency: string): string =>
  moneyText(lines.map(({ amount }) => moneyOf(amount)).reduce(sum, none), minorUnits(currency));
