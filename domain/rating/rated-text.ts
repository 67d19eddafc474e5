import type { LineTier } from '../billing/document.ts';
import { minorUnits } from '../money/currency.ts';
import type { Rated, RatedTier } from './rated.ts';
import { moneyText, preciseText, quantityText } from './texts.ts';

/** What a charge comes to, as documents and answers show it. */
export type RatedText = {
  readonly quantity: string;
  readonly amount: string;
  readonly amountPrecise: string;
  readonly tiers: readonly LineTier[];
};

const boundText = (upTo: RatedTier['upTo']): Pick<LineTier, 'upTo'> => {
  if (upTo === undefined) return {};
  return { upTo: upTo === null ? null : quantityText(upTo) };
};

/** What one tier prices, as documents and answers show it. */
export const tierText = ({
  upTo,
  quantity,
  packageSize,
  unitAmount,
  flatAmount,
  amount,
}: RatedTier): LineTier => ({
  ...boundText(upTo),
  quantity: quantityText(quantity),
  ...(packageSize === undefined ? {} : { packageSize: quantityText(packageSize) }),
  unitAmount: preciseText(unitAmount),
  flatAmount: preciseText(flatAmount),
  amountPrecise: preciseText(amount),
});

/** `amount` is rounded to the minor unit of `currency`; throws RangeError where that is none. */
export const ratedText = ({ quantity, amount, tiers }: Rated, currency: string): RatedText => ({
  quantity: quantityText(quantity),
  amount: moneyText(amount, minorUnits(currency)),
  amountPrecise: preciseText(amount),
  tiers: tiers.map(tierText),
});
