// Decimals the slow way: whole numbers of 10^-18, which is as fine as a fact may be.

const places = 18;
const one = 10n ** BigInt(places);
const digitsMax = 38;

const plain = /^(-?)(\d{1,38})(?:\.(\d{1,38}))?$/;
const asPrinted = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/;

const shifted = (units: bigint, by: number): bigint | undefined => {
  if (by >= 0) return units * 10n ** BigInt(by);
  const divisor = 10n ** BigInt(-by);
  return units % divisor === 0n ? units / divisor : undefined;
};

/** Digits that say something: of a number with a fraction all but the zeros at its end, of a whole one all. */
const significantDigits = (units: bigint): number => {
  let digits = units < 0n ? -units : units;
  for (let place = 0; place < places && digits % 10n === 0n; place += 1) digits /= 10n;
  return String(digits).length;
};

/**
 * What a JSON value counts as, in units of 10^-18: a number as JavaScript prints it, a text of plain digits as it is
 * written; up to 38 digits, up to 18 of them after the point. Anything else: undefined.
 */
export const fixedOf = (value: unknown): bigint | undefined => {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const match = (typeof value === 'number' ? asPrinted : plain).exec(String(value));
  if (match === null) return undefined;
  const [, sign = '', integer = '', fraction = '', exponent = '0'] = match;
  const written = BigInt(`${sign}${integer}${fraction}`);
  const units = shifted(written, places + Number(exponent) - fraction.length);
  return units !== undefined && significantDigits(units) <= digitsMax ? units : undefined;
};

/** The decimal text without needless zeros: `-12.5`, `0`, `3`. */
export const fixedText = (units: bigint): string => {
  const size = units < 0n ? -units : units;
  const fraction = String(size % one)
    .padStart(places, '0')
    .replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${size / one}${fraction === '' ? '' : `.${fraction}`}`;
};

/** A whole number as the fixed point number it is. */
export const fixedWhole = (count: number): bigint => BigInt(count) * one;

/** The whole number that a value of the catalogue's WholeNumber stands for. */
export const wholeOf = (value: unknown): bigint => {
  const units = fixedOf(value);
  if (units === undefined || units % one !== 0n) throw new Error(`${String(value)} is not whole`);
  return units / one;
};
