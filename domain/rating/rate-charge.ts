import {
  ceiling,
  difference,
  floor,
  greatest,
  isZero,
  nearest,
  none,
  one,
  order,
  product,
  quotient,
  rational,
  type Rational,
} from '../rational.ts';
import type { Charge } from './charge.ts';
import { rateGraduated, rateVolume } from './rate-tiers.ts';
import type { Rated, RatedTier } from './rated.ts';
import { afterSpend } from './spend.ts';
import { exact } from './texts.ts';

const hourMs = 3_600_000n;

const roundings = { up: ceiling, down: floor, nearest };

/**
 * The quantity a charge prices (docs/billing.md, rule 3). `metered` is the meter's own: for a time-weighted one Σ level ×
 * milliseconds; `periodMs` is the length of the whole calendar period.
 */
export const quantityOf = ({ unit }: Charge, metered: Rational, periodMs: bigint): Rational => {
  if (unit === undefined) return metered;
  const lengths = { hour: rational(hourMs), month: rational(periodMs) };
  const spread = unit.per === undefined ? one : lengths[unit.per];
  const divided = quotient(metered, product(exact(unit.divideBy), spread));
  const round = unit.round ?? undefined;
  return round === undefined ? divided : roundings[round](divided);
};

/** Whether a charge makes a line where nothing was used (docs/billing.md, rules 6 and 10). */
export const isBilledAtZero = ({ zeroUsage }: Charge): boolean => zeroUsage === 'bill';

/** What is free of a quantity; one that is not above 0 has nothing free. */
const freeOf = ({ freeUnits }: Charge, quantity: Rational, share: Rational): Rational =>
  freeUnits === undefined || order(quantity, none) <= 0 ? none : product(exact(freeUnits), share);

const paidOf = (quantity: Rational, free: Rational): Rational =>
  isZero(free) ? quantity : greatest(none, difference(quantity, free));

const untiered = (quantity: Rational, unitAmount: Rational): RatedTier => ({
  quantity,
  unitAmount,
  flatAmount: none,
  amount: product(quantity, unitAmount),
});

const packagesIn = (paid: Rational, packageSize: Rational): Rational =>
  greatest(none, ceiling(quotient(paid, packageSize)));

/** Once for what was used, whatever of it was free. */
const flat = (charge: Charge, amount: Rational, quantity: Rational, paid: Rational): RatedTier => {
  const sign = order(quantity, none);
  const flatAmount = sign > 0 || (sign === 0 && isBilledAtZero(charge)) ? amount : none;
  return { quantity: paid, unitAmount: none, flatAmount, amount: flatAmount };
};

const tiersOf = (
  charge: Charge,
  quantity: Rational,
  paid: Rational,
  share: Rational,
): readonly RatedTier[] => {
  const { model } = charge;
  switch (model.kind) {
    case 'standard':
      return [untiered(paid, exact(model.unitAmount))];
    case 'package': {
      const packageSize = exact(model.packageSize);
      return [{ ...untiered(packagesIn(paid, packageSize), exact(model.amount)), packageSize }];
    }
    case 'flat':
      return [flat(charge, exact(model.amount), quantity, paid)];
    case 'volume': {
      const { tiers } = model;
      return rateVolume({ tiers, share, isBilledAtZero: isBilledAtZero(charge) }, paid);
    }
    case 'graduated':
    case 'graduated_percentage': {
      const { tiers } = model;
      return rateGraduated({ tiers, share, isBilledAtZero: isBilledAtZero(charge) }, paid);
    }
    case 'percentage':
      throw new TypeError('a percentage is rated fact by fact');
  }
};

/**
 * What a quantity costs (docs/billing.md, rules 4 to 9), `share` being the segment's part of the calendar period. Throws
 * TypeError for a percentage, which depends on single facts: `percentageAfter`.
 */
export const rateQuantity = (charge: Charge, quantity: Rational, share: Rational): Rated => {
  const free = freeOf(charge, quantity, share);
  const tiers = tiersOf(charge, quantity, paidOf(quantity, free), share);
  const rated = afterSpend(charge, quantity, tiers, share);
  return isZero(free) ? rated : { ...rated, freeUnits: free };
};
