import {
  ceiling,
  difference,
  floor,
  greatest,
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

/** What is left of a quantity after the free units; one below 0 has none. */
const paidOf = ({ freeUnits }: Charge, quantity: Rational, share: Rational): Rational =>
  freeUnits === undefined || order(quantity, none) <= 0
    ? quantity
    : greatest(none, difference(quantity, product(exact(freeUnits), share)));

const untiered = (quantity: Rational, unitAmount: Rational): RatedTier => ({
  quantity,
  unitAmount,
  flatAmount: none,
  amount: product(quantity, unitAmount),
});

const packagesIn = (paid: Rational, packageSize: string): Rational =>
  greatest(none, ceiling(quotient(paid, exact(packageSize))));

/** Once for what was used, whatever of it was free. */
const flat = (charge: Charge, amount: Rational, quantity: Rational, paid: Rational): RatedTier => {
  const sign = order(quantity, none);
  const flatAmount = sign > 0 || (sign === 0 && isBilledAtZero(charge)) ? amount : none;
  return { quantity: paid, unitAmount: none, flatAmount, amount: flatAmount };
};

const tiersOf = (charge: Charge, quantity: Rational, share: Rational): readonly RatedTier[] => {
  const { model } = charge;
  const paid = paidOf(charge, quantity, share);
  switch (model.kind) {
    case 'standard':
      return [untiered(paid, exact(model.unitAmount))];
    case 'package':
      return [untiered(packagesIn(paid, model.packageSize), exact(model.amount))];
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
export const rateQuantity = (charge: Charge, quantity: Rational, share: Rational): Rated =>
  afterSpend(charge, quantity, tiersOf(charge, quantity, share), share);
