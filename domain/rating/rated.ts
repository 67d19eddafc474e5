import type { Rational } from '../rational.ts';

/** What one tier prices: `amount` is `quantity` × `unitAmount` + `flatAmount`. */
export type RatedTier = {
  /** The highest quantity in it, by the segment's share; null for the last one, absent where a model has no tiers. */
  readonly upTo?: Rational | null;
  /** Of a package model, the number of packages. */
  readonly quantity: Rational;
  /** How much one package holds; only of a package model. */
  readonly packageSize?: Rational;
  readonly unitAmount: Rational;
  /** Of a percentage, what fixed amounts, minimums and maximums of the facts come to. */
  readonly flatAmount: Rational;
  readonly amount: Rational;
};

/** What a charge comes to, exactly. */
export type Rated = {
  /** In the charge's unit, before free units. */
  readonly quantity: Rational;
  /** What of a quantity above 0 is free, by the segment's share; absent where nothing is. May be more than the quantity. */
  readonly freeUnits?: Rational;
  /** After minimum and maximum spend, before rounding. */
  readonly amount: Rational;
  /** What the tiers come to together. */
  readonly beforeSpend: Rational;
  /** Never empty. */
  readonly tiers: readonly RatedTier[];
};
