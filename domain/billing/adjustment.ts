import { minorUnits } from '../money/currency.ts';
import { exact, moneyOf, moneyText, quantityText } from '../rating/texts.ts';
import { difference, isZero, none, sum, type Rational } from '../rational.ts';
import type { AdjustmentLine, Adjustment, Basis, BilledPeriod, Line } from './document.ts';
import { totalOf, type UnnumberedLine } from './rated-lines.ts';

export type UnnumberedAdjustment = Omit<Adjustment, 'lines'> & {
  readonly lines: readonly Omit<AdjustmentLine, 'line'>[];
};

type Billed = Line | AdjustmentLine;

const keyOf = ({ charge, segment }: Pick<Line, 'charge' | 'segment'>): string =>
  `${charge}\n${segment.from}\n${segment.to}`;

const amountOf = (lines: readonly Billed[]): Rational =>
  lines.map(({ amount }) => moneyOf(amount)).reduce(sum, none);

/**
 * What lines count together: an invoice's line its quantity, an adjustment's what it counts more. What takes an adjustment back
 * so leaves what the others count, as it does with their amounts.
 */
const quantityOf = (lines: readonly Billed[]): Rational =>
  lines
    .map((line) => exact(('now' in line ? line.quantityChange : line.quantity) ?? '0'))
    .reduce(sum, none);

const changeOf = (billed: readonly Billed[], now: string): string =>
  quantityText(difference(exact(now), quantityOf(billed)));

/** What is taken back whole: the charge has no line any more. */
const gone = ({ charge, segment, plan, meter, unit }: Billed): UnnumberedLine => ({
  charge,
  segment,
  plan,
  ...(meter === undefined ? {} : { meter, quantity: '0' }),
  ...(unit === undefined ? {} : { unit }),
  amountPrecise: '0',
  amount: '0',
});

/**
 * What the lines of a closed period come to now beyond what stands for them: rated as a whole, rounded, less what is billed
 * already; never the rounded difference. Undefined where it is nothing.
 */
export const adjustmentOf = (
  {
    period,
    basis,
    invoice,
  }: {
    readonly period: BilledPeriod;
    readonly basis: Basis;
    readonly invoice: string | undefined;
  },
  standing: readonly Billed[],
  now: readonly UnnumberedLine[],
  currency: string,
): UnnumberedAdjustment | undefined => {
  const digits = minorUnits(currency);
  const before = Map.groupBy(standing, keyOf);
  const known = new Set(now.map(keyOf));
  const taken = [...before].flatMap(([key, lines]) => {
    const last = lines.at(-1);
    return known.has(key) || last === undefined ? [] : [gone(last)];
  });
  const lines = [...now, ...taken].flatMap((line) => {
    const billed = before.get(keyOf(line)) ?? [];
    const apart = difference(moneyOf(line.amount), amountOf(billed));
    if (isZero(apart)) return [];
    return [
      {
        ...line,
        before: moneyText(amountOf(billed), digits),
        now: moneyText(moneyOf(line.amount), digits),
        amount: moneyText(apart, digits),
        ...(line.quantity === undefined ? {} : { quantityChange: changeOf(billed, line.quantity) }),
      },
    ];
  });
  if (lines.length === 0) return undefined;
  return {
    period,
    ...(invoice === undefined ? {} : { invoice }),
    basis,
    lines,
    amount: totalOf(lines, currency),
  };
};
