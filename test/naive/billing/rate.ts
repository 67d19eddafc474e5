import type { LineTier } from '../../../domain/billing/document.ts';
import type { Charge } from '../../../domain/rating/charge.ts';
import {
  ceiling,
  decimal,
  decimalText,
  divide,
  floor,
  fraction,
  greatest,
  least,
  multiply,
  nearest,
  sum,
  type Fraction,
} from './fraction.ts';
import { moneyText, preciseText, quantityText } from './money.ts';
import { paidValues, percentagePrice, type CarriedValue } from './percentage.ts';
import { priceOf, type Price, type PricedTier } from './price.ts';

// Rules 1 to 10, for one charge in one segment.

/** What a payer used: a quantity, values of facts in log order, or level × milliseconds. */
export type Used =
  | { readonly kind: 'quantity'; readonly metered: Fraction }
  | { readonly kind: 'values'; readonly values: readonly CarriedValue[] }
  | { readonly kind: 'level'; readonly levelMs: Fraction };

export type Rating = {
  readonly charge: Charge;
  readonly currency: string;
  readonly used: Used;
  /** The segment's part of the calendar period. */
  readonly share: Fraction;
  /** How long the whole calendar period is. */
  readonly periodMs: number;
};

export type RatedCharge = {
  readonly quantity: string;
  readonly amountPrecise: string;
  readonly amount: string;
  readonly tiers: readonly LineTier[];
};

const hourMs = 3_600_000;

const roundedWhole = ({ unit }: Charge, quantity: Fraction): Fraction => {
  switch (unit?.round ?? null) {
    case 'up':
      return ceiling(quantity);
    case 'down':
      return floor(quantity);
    case 'nearest':
      return nearest(quantity);
    case null:
      return quantity;
  }
};

/** Level × ms over a window, of a level that is what the last change before an instant says, 0 before the first. */
export const levelMsOf = (
  changes: readonly { readonly at: number; readonly level: Fraction }[],
  { from, to }: { readonly from: number; readonly to: number },
): Fraction =>
  sum(
    changes.map(({ at, level }, index) => {
      const lengthMs = Math.min(changes[index + 1]?.at ?? to, to) - Math.max(at, from);
      return multiply(level, fraction(BigInt(Math.max(0, lengthMs))));
    }),
  );

const divisorOf = ({ unit }: Charge): Fraction => decimal(unit?.divideBy ?? '1');

/** Rule 3. */
const quantityOf = ({ charge, used, periodMs }: Rating): Fraction => {
  switch (used.kind) {
    case 'quantity':
      return roundedWhole(charge, divide(used.metered, divisorOf(charge)));
    case 'values':
      return sum(paidValues(used.values, divisorOf(charge)));
    case 'level': {
      const per = charge.unit?.per;
      if (per === undefined) throw new Error('a level is counted per hour or per month');
      const unitMs = fraction(BigInt(per === 'hour' ? hourMs : periodMs));
      return roundedWhole(charge, divide(used.levelMs, multiply(divisorOf(charge), unitMs)));
    }
  }
};

/** Rule 9. */
const withinSpend = (
  { minimumSpend, maximumSpend }: Charge,
  amount: Fraction,
  share: Fraction,
): Fraction => {
  const inSegment = (text: string): Fraction => multiply(decimal(text), share);
  const raised = minimumSpend === undefined ? amount : greatest(amount, inSegment(minimumSpend));
  return typeof maximumSpend === 'string' ? least(raised, inSegment(maximumSpend)) : raised;
};

const tierText = ({ upTo, quantity, unitPrice, flatAmount, amount }: PricedTier): LineTier => ({
  upTo: upTo === undefined ? null : quantityText(upTo),
  quantity: quantityText(quantity),
  unitAmount: decimalText(unitPrice),
  flatAmount: decimalText(flatAmount),
  amountPrecise: preciseText(amount),
});

const priced = ({ charge, used, share }: Rating, quantity: Fraction): Price =>
  used.kind === 'values' && charge.model.kind === 'percentage'
    ? { amount: percentagePrice(charge.model, used.values, divisorOf(charge), share), tiers: [] }
    : priceOf(charge, quantity, share);

/** What a charge comes to in a segment. */
export const naiveRate = (rating: Rating): RatedCharge => {
  const quantity = quantityOf(rating);
  const { amount, tiers } = priced(rating, quantity);
  const precise = withinSpend(rating.charge, amount, rating.share);
  return {
    quantity: quantityText(quantity),
    amountPrecise: preciseText(precise),
    amount: moneyText(precise, rating.currency),
    tiers: tiers.map(tierText),
  };
};
