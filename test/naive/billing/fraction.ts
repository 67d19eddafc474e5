// Exact numbers, in the plainest way: every one is brought to lowest terms at once.

/** `n` over `d`, in lowest terms, `d` being greater than 0. */
export type Fraction = { readonly n: bigint; readonly d: bigint };

const size = (n: bigint): bigint => (n < 0n ? -n : n);

const commonDivisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : commonDivisor(b, a % b));

export const fraction = (n: bigint, d = 1n): Fraction => {
  if (d === 0n) throw new RangeError('nothing is divided by 0');
  const common = commonDivisor(size(n), size(d)) * (d < 0n ? -1n : 1n);
  return { n: n / common, d: d / common };
};

export const zero = fraction(0n);
export const one = fraction(1n);

/** The number that a decimal text stands for. */
export const decimal = (text: string): Fraction => {
  const [whole = '', places = ''] = text.split('.');
  if (!/^-?\d+$/.test(whole) || !/^\d*$/.test(places)) throw new Error(`${text} is no decimal`);
  return fraction(BigInt(whole + places), 10n ** BigInt(places.length));
};

export const add = (a: Fraction, b: Fraction): Fraction =>
  fraction(a.n * b.d + b.n * a.d, a.d * b.d);
export const negative = ({ n, d }: Fraction): Fraction => ({ n: -n, d });
export const subtract = (a: Fraction, b: Fraction): Fraction => add(a, negative(b));
export const multiply = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.n, a.d * b.d);
export const divide = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d, a.d * b.n);
export const sum = (all: readonly Fraction[]): Fraction => all.reduce(add, zero);

export const isLess = (a: Fraction, b: Fraction): boolean => a.n * b.d < b.n * a.d;
export const isAboveZero = ({ n }: Fraction): boolean => n > 0n;
export const isZero = ({ n }: Fraction): boolean => n === 0n;
export const isBelowZero = ({ n }: Fraction): boolean => n < 0n;
export const least = (a: Fraction, b: Fraction): Fraction => (isLess(a, b) ? a : b);
export const greatest = (a: Fraction, b: Fraction): Fraction => (isLess(a, b) ? b : a);

/** The whole number at or below it. */
export const floor = ({ n, d }: Fraction): Fraction =>
  fraction(n >= 0n || n % d === 0n ? n / d : n / d - 1n);

/** The whole number at or above it. */
export const ceiling = (value: Fraction): Fraction => negative(floor(negative(value)));

/** The nearest whole number, the one further from zero where two are as near. */
export const nearest = (value: Fraction): Fraction => {
  const half = fraction(1n, 2n);
  return isBelowZero(value) ? ceiling(subtract(value, half)) : floor(add(value, half));
};

/** Rounded half away from zero to so many places. */
export const rounded = (value: Fraction, places: number): Fraction => {
  const scale = fraction(10n ** BigInt(places));
  return divide(nearest(multiply(value, scale)), scale);
};

/** With exactly so many places; the number must have no more. */
export const fixedText = ({ n, d }: Fraction, places: number): string => {
  const scaled = size(n) * 10n ** BigInt(places);
  if (scaled % d !== 0n) throw new RangeError(`${n}/${d} has more than ${places} places`);
  const digits = String(scaled / d).padStart(places + 1, '0');
  const point = digits.length - places;
  const after = places === 0 ? '' : `.${digits.slice(point)}`;
  return `${n < 0n ? '-' : ''}${digits.slice(0, point)}${after}`;
};

const without = (factor: bigint, d: bigint): bigint =>
  d % factor === 0n ? without(factor, d / factor) : d;

/** Whether it can be written as a decimal. */
export const ends = ({ d }: Fraction): boolean => without(5n, without(2n, d)) === 1n;

/** As a decimal without needless zeros; it must end. */
export const decimalText = (value: Fraction): string => {
  if (!ends(value)) throw new RangeError(`${value.n}/${value.d} does not end`);
  let places = 0;
  while (10n ** BigInt(places) % value.d !== 0n) places += 1;
  return fixedText(value, places);
};
