import { greatest, least, none, product, sum, type Rational } from '../rational.ts';
import type { Charge } from './charge.ts';
import type { Rated, RatedTier } from './rated.ts';
import { exact } from './texts.ts';

type Spend = Pick<Charge, 'minimumSpend' | 'maximumSpend'>;

const within = (
  { minimumSpend, maximumSpend }: Spend,
  amount: Rational,
  share: Rational,
): Rational => {
  const raised =
    minimumSpend === undefined ? amount : greatest(amount, product(exact(minimumSpend), share));
  return maximumSpend === undefined || maximumSpend === null
    ? raised
    : least(raised, product(exact(maximumSpend), share));
};

/** The sum of the tiers, then not less than the minimum spend and not more than the maximum (docs/billing.md, rule 9). */
export const afterSpend = (
  spend: Spend,
  quantity: Rational,
  tiers: readonly RatedTier[],
  share: Rational,
): Rated => {
  const beforeSpend = tiers.reduce((total, { amount }) => sum(total, amount), none);
  return { quantity, amount: within(spend, beforeSpend, share), beforeSpend, tiers };
};
