import type { Charge, PriceModel } from '../../../domain/rating/charge.ts';
import {
  add,
  ceiling,
  decimal,
  divide,
  fraction,
  greatest,
  isAboveZero,
  isBelowZero,
  isLess,
  isZero,
  least,
  multiply,
  subtract,
  sum,
  zero,
  type Fraction,
} from './fraction.ts';

// Rules 4 to 7: what a quantity costs.

/** A tier with its bounds in the segment; `upTo` is undefined for the last one. */
type Tier = {
  readonly above: Fraction;
  readonly upTo: Fraction | undefined;
  readonly unitPrice: Fraction;
  readonly flatAmount: Fraction;
};

/** What a tier priced. */
export type PricedTier = Tier & { readonly quantity: Fraction; readonly amount: Fraction };
export type Price = { readonly amount: Fraction; readonly tiers: readonly PricedTier[] };

const orZero = (text: string | undefined): Fraction => (text === undefined ? zero : decimal(text));

const hundred = fraction(100n);

type Tiered = Extract<PriceModel, { readonly tiers: unknown }>;

const unitPrices = (model: Tiered): readonly Fraction[] =>
  model.kind === 'graduated_percentage'
    ? model.tiers.map(({ rate }) => divide(decimal(rate), hundred))
    : model.tiers.map(({ unitAmount }) => orZero(unitAmount));

const tiersOf = (model: Tiered, share: Fraction): readonly Tier[] => {
  const prices = unitPrices(model);
  const bounds = model.tiers.map(({ upTo }) =>
    upTo === null ? undefined : multiply(decimal(upTo), share),
  );
  return model.tiers.map(({ flatAmount }, index) => ({
    above: bounds[index - 1] ?? zero,
    upTo: bounds[index],
    unitPrice: prices[index] ?? zero,
    flatAmount: orZero(flatAmount),
  }));
};

const firstOf = (tiers: readonly Tier[]): Tier => {
  const [first] = tiers;
  if (first === undefined) throw new Error('there is no tier');
  return first;
};

/** One tier pricing so much. */
const tierPrice = (tier: Tier, quantity: Fraction, flatAmount: Fraction): PricedTier => ({
  ...tier,
  flatAmount,
  quantity,
  amount: add(multiply(quantity, tier.unitPrice), flatAmount),
});

const inAll = (tiers: readonly PricedTier[]): Price => ({
  amount: sum(tiers.map(({ amount }) => amount)),
  tiers,
});

const untiered = (amount: Fraction): Price => ({ amount, tiers: [] });

/** Each tier prices its own part. */
const graduated = (tiers: readonly Tier[], paid: Fraction): Price =>
  inAll(
    tiers.flatMap((tier) => {
      const part = subtract(tier.upTo === undefined ? paid : least(paid, tier.upTo), tier.above);
      return isAboveZero(part) ? [tierPrice(tier, part, tier.flatAmount)] : [];
    }),
  );

/** The tier that all falls in prices all. */
const volume = (tiers: readonly Tier[], paid: Fraction): Price => {
  const tier = tiers.find(({ upTo }) => upTo === undefined || !isLess(upTo, paid));
  if (tier === undefined) throw new Error('the last tier has a bound');
  return inAll([tierPrice(tier, paid, tier.flatAmount)]);
};

/** Rule 5, for something to pay for. */
const priceOfPaid = (model: PriceModel, paid: Fraction, share: Fraction): Price => {
  switch (model.kind) {
    case 'standard':
      return untiered(multiply(paid, decimal(model.unitAmount)));
    case 'graduated':
    case 'graduated_percentage':
      return graduated(tiersOf(model, share), paid);
    case 'volume':
      return volume(tiersOf(model, share), paid);
    case 'package': {
      const packages = ceiling(divide(paid, decimal(model.packageSize)));
      return untiered(multiply(packages, decimal(model.amount)));
    }
    case 'flat':
      return untiered(decimal(model.amount));
    case 'percentage':
      throw new Error('a percentage is taken of each fact');
  }
};

/** Rule 6: nothing to pay for. */
const priceOfNothing = ({ model, zeroUsage = 'skip' }: Charge, share: Fraction): Price => {
  if (zeroUsage === 'skip') return untiered(zero);
  switch (model.kind) {
    case 'graduated':
    case 'graduated_percentage':
    case 'volume': {
      const first = firstOf(tiersOf(model, share));
      return inAll([tierPrice(first, zero, first.flatAmount)]);
    }
    case 'flat':
      return untiered(decimal(model.amount));
    case 'standard':
    case 'package':
    case 'percentage':
      return untiered(zero);
  }
};

/** Rule 7: less than nothing. */
const priceOfNegative = ({ model }: Charge, quantity: Fraction, share: Fraction): Price => {
  switch (model.kind) {
    case 'standard':
      return untiered(multiply(quantity, decimal(model.unitAmount)));
    case 'graduated':
    case 'graduated_percentage':
    case 'volume':
      return inAll([tierPrice(firstOf(tiersOf(model, share)), quantity, zero)]);
    case 'package':
    case 'flat':
      return untiered(zero);
    case 'percentage':
      throw new Error('a percentage is taken of each fact');
  }
};

/** What a quantity in the charge's unit costs in a segment that is this share of its period, but for rule 9. */
export const priceOf = (charge: Charge, quantity: Fraction, share: Fraction): Price => {
  if (isBelowZero(quantity)) return priceOfNegative(charge, quantity, share);
  const free = multiply(orZero(charge.freeUnits), share);
  const paid = greatest(zero, subtract(quantity, free));
  if (isAboveZero(paid)) return priceOfPaid(charge.model, paid, share);
  return charge.model.kind === 'flat' && !isZero(quantity)
    ? priceOfPaid(charge.model, paid, share)
    : priceOfNothing(charge, share);
};
