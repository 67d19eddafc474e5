import type { Charge, PriceModel } from '../../../../domain/rating/charge.ts';
import { quotient, type Rational } from '../../../../domain/rational.ts';
import { rateQuantity } from '../../../../domain/rating/rate-charge.ts';
import {
  percentageAfter,
  percentageRated,
  percentageStart,
} from '../../../../domain/rating/rate-percentage.ts';
import type { Rated } from '../../../../domain/rating/rated.ts';
import { exact, preciseText } from '../../../../domain/rating/texts.ts';

/** A number as a test writes it: a decimal, or `n/d`. */
export const number = (text: string): Rational => {
  const [numerator = '', denominator = '1'] = text.split('/');
  return quotient(exact(numerator), exact(denominator));
};

export const chargeOf = (model: PriceModel, other: Partial<Charge> = {}): Charge => ({
  key: 'calls',
  meter: 'api.requests',
  model,
  ...other,
});

/** The exact amount of a quantity, as a text. */
export const amountOf = (charge: Charge, quantity: string, share = '1'): string =>
  preciseText(rateQuantity(charge, number(quantity), number(share)).amount);

/** The tiers as `upTo: quantity × unitAmount + flatAmount = amount`. */
export const tiersOf = ({ tiers }: Rated): readonly string[] =>
  tiers.map(({ upTo, quantity, unitAmount, flatAmount, amount }) => {
    const bound = upTo === undefined ? '' : `${upTo === null ? 'rest' : preciseText(upTo)}: `;
    const [q, u, f, a] = [quantity, unitAmount, flatAmount, amount].map(preciseText);
    return `${bound}${q} × ${u} + ${f} = ${a}`;
  });

export const tiersFor = (charge: Charge, quantity: string, share = '1'): readonly string[] =>
  tiersOf(rateQuantity(charge, number(quantity), number(share)));

type Paid = string | readonly [value: string, factShare: string];

/** A percentage of the values of facts; a fact that is split comes with its share. */
export const percentageOf = (charge: Charge, facts: readonly Paid[], share = '1'): Rated =>
  percentageRated(
    facts.reduce(
      (tally, fact) => {
        const [value, factShare] = typeof fact === 'string' ? [fact, '1'] : fact;
        return percentageAfter(tally, number(value), number(factShare));
      },
      percentageStart(charge, number(share)),
    ),
  );
