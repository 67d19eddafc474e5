import {
  difference,
  isZero,
  least,
  none,
  order,
  product,
  quotient,
  rational,
  sum,
  type Rational,
} from '../rational.ts';
import type { RateTier, Tier } from './charge.ts';
import type { RatedTier } from './rated.ts';
import { exact } from './texts.ts';

type PricedTier = Pick<RatedTier, 'unitAmount' | 'flatAmount'> & { readonly upTo: Rational | null };
type Terms = {
  readonly tiers: readonly (Tier | RateTier)[];
  readonly share: Rational;
  readonly isBilledAtZero: boolean;
};

export const hundred = rational(100n);

const unitAmountOf = (tier: Tier | RateTier): Rational =>
  'rate' in tier ? quotient(exact(tier.rate), hundred) : exact(tier.unitAmount ?? '0');

const priced = ({ tiers, share }: Terms): readonly PricedTier[] =>
  tiers.map((tier) => ({
    upTo: tier.upTo === null ? null : product(exact(tier.upTo), share),
    unitAmount: unitAmountOf(tier),
    flatAmount: exact(tier.flatAmount ?? '0'),
  }));

const ratedBy = (tier: PricedTier, quantity: Rational): RatedTier => ({
  ...tier,
  quantity,
  amount: sum(product(quantity, tier.unitAmount), tier.flatAmount),
});

/** What nothing and less than nothing cost: the first tier's price; its flat amount only where nothing is billed. */
const atMostZero = (terms: Terms, paid: Rational): readonly RatedTier[] => {
  const isFlatBilled = terms.isBilledAtZero && isZero(paid);
  return priced(terms)
    .slice(0, 1)
    .map((tier) => ratedBy(isFlatBilled ? tier : { ...tier, flatAmount: none }, paid));
};

/** Each tier prices its own part (docs/billing.md, rules 5 to 7). */
export const rateGraduated = (terms: Terms, paid: Rational): readonly RatedTier[] => {
  if (order(paid, none) <= 0) return atMostZero(terms, paid);
  let below = none;
  return priced(terms).flatMap((tier) => {
    const part = difference(tier.upTo === null ? paid : least(paid, tier.upTo), below);
    below = tier.upTo ?? below;
    return order(part, none) > 0 ? [ratedBy(tier, part)] : [];
  });
};

/** The tier in which the quantity falls prices all of it. */
export const rateVolume = (terms: Terms, paid: Rational): readonly RatedTier[] =>
  order(paid, none) <= 0
    ? atMostZero(terms, paid)
    : priced(terms)
        .filter(({ upTo }) => upTo === null || order(paid, upTo) <= 0)
        .slice(0, 1)
        .map((tier) => ratedBy(tier, paid));
