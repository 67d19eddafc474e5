import { decimalToText, quotientText } from '../decimal.ts';
import { nearest, product, rational, type Rational } from '../rational.ts';

// Exact numbers at the borders (docs/billing.md, rule 1).

const decimalText = /^(-?\d+)(?:\.(\d+))?$/;

/** The number a decimal text stands for, of any length: what is multiplied outgrows what callers may send. Throws TypeError. */
export const exact = (text: string): Rational => {
  const [, integer, fraction = ''] = decimalText.exec(text) ?? [];
  if (integer === undefined) throw new TypeError(`${text.slice(0, 80)} is no decimal`);
  return rational(BigInt(`${integer}${fraction}`), 10n ** BigInt(fraction.length));
};

/** An amount as a document holds it. Throws TypeError for what is none. */
export const moneyOf = (text: string): Rational => exact(text);

/** How many digits it has after the point; undefined where they do not end. */
const placesOf = ({ denominator }: Rational): number | undefined => {
  let [rest, twos, fives] = [denominator, 0, 0];
  for (; rest % 2n === 0n; twos += 1) rest /= 2n;
  for (; rest % 5n === 0n; fives += 1) rest /= 5n;
  return rest === 1n ? Math.max(twos, fives) : undefined;
};

const quantityPlaces = 18;

/** A decimal without needless zeros; rounded half away from zero to 18 places where it does not end. */
export const quantityText = (quantity: Rational): string => {
  const { numerator, denominator } = quantity;
  const places = placesOf(quantity);
  if (places !== undefined) return quotientText(numerator, denominator, places);
  const units = nearest(product(quantity, rational(10n ** BigInt(quantityPlaces)))).numerator;
  return decimalToText({ units, scale: quantityPlaces });
};

/** All of it: a decimal where it ends, however long, else `n/d` in lowest terms. */
export const preciseText = (amount: Rational): string => {
  const { numerator, denominator } = amount;
  const places = placesOf(amount);
  return places === undefined
    ? `${numerator}/${denominator}`
    : quotientText(numerator, denominator, places);
};

/** Rounded half away from zero to the currency's minor unit, with all its places: `12.50`, never `-0.00`. */
export const moneyText = ({ numerator, denominator }: Rational, minorUnits: number): string =>
  quotientText(numerator, denominator, minorUnits);
