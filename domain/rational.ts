import type { Decimal } from './decimal.ts';

/** An exact fraction in lowest terms; the denominator is positive. What is divided or prorated does not fit a decimal. */
export type Rational = { readonly numerator: bigint; readonly denominator: bigint };

const gcd = (a: bigint, b: bigint): bigint => {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
};

/** `numerator / denominator` in lowest terms. Throws RangeError for a denominator of 0. */
export const rational = (numerator: bigint, denominator = 1n): Rational => {
  if (denominator === 0n) throw new RangeError('nothing is divided by 0');
  if (denominator === 1n) return { numerator, denominator };
  const sign = denominator < 0n ? -1n : 1n;
  const common = gcd(numerator, denominator * sign);
  return { numerator: (sign * numerator) / common, denominator: (sign * denominator) / common };
};

export const none = rational(0n);
export const one = rational(1n);

export const rationalOf = ({ units, scale }: Decimal): Rational =>
  rational(units, 10n ** BigInt(scale));

export const sum = (a: Rational, b: Rational): Rational =>
  a.denominator === b.denominator
    ? rational(a.numerator + b.numerator, a.denominator)
    : rational(
        a.numerator * b.denominator + b.numerator * a.denominator,
        a.denominator * b.denominator,
      );

export const opposite = ({ numerator, denominator }: Rational): Rational => ({
  numerator: -numerator,
  denominator,
});

export const difference = (a: Rational, b: Rational): Rational => sum(a, opposite(b));

export const product = (a: Rational, b: Rational): Rational =>
  rational(a.numerator * b.numerator, a.denominator * b.denominator);

/** Throws RangeError where `b` is 0. */
export const quotient = (a: Rational, b: Rational): Rational =>
  rational(a.numerator * b.denominator, a.denominator * b.numerator);

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export const order = (a: Rational, b: Rational): number => {
  const apart = a.numerator * b.denominator - b.numerator * a.denominator;
  return apart < 0n ? -1 : Number(apart > 0n);
};

export const least = (a: Rational, b: Rational): Rational => (order(a, b) <= 0 ? a : b);
export const greatest = (a: Rational, b: Rational): Rational => (order(a, b) >= 0 ? a : b);
export const isZero = ({ numerator }: Rational): boolean => numerator === 0n;

/** The greatest whole number that is not above it. */
export const floor = ({ numerator, denominator }: Rational): Rational => {
  // BigInt cuts towards 0.
  const cut = numerator / denominator;
  return rational(numerator < 0n && cut * denominator !== numerator ? cut - 1n : cut);
};

/** The least whole number that is not below it. */
export const ceiling = (a: Rational): Rational => opposite(floor(opposite(a)));

const half = rational(1n, 2n);

/** The nearest whole number, a half away from zero. */
export const nearest = (a: Rational): Rational =>
  a.numerator < 0n ? ceiling(difference(a, half)) : floor(sum(a, half));
