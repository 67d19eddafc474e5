/** An exact decimal: `units` × 10^-`scale`. Nothing between a fact and an invoice is a float. */
export type Decimal = { readonly units: bigint; readonly scale: number };

const significantDigitsMax = 38;
const scaleMax = 18;
// The bounds leave room for zeros that say nothing, but not for so many that reading them would take seconds.
const decimalText = /^(-?)(\d{1,38})(?:\.(\d{1,38}))?$/;
const numberText = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/;

/** A whole number as a decimal. */
export const whole = (units: bigint): Decimal => ({ units, scale: 0 });

export const zero = whole(0n);

/**
 * The decimal that a JSON value stands for: a number counts as what JavaScript prints for it, a text as it is written
 * (`-?\d+(\.\d+)?`, at most 38 significant digits, at most 18 of them after the point). Anything else: undefined.
 */
export const decimalOf = (value: unknown): Decimal | undefined => {
  if (typeof value === 'number') {
    // The common case, spared the detour by text.
    return Number.isSafeInteger(value) ? whole(BigInt(value)) : parse(String(value), numberText);
  }
  return typeof value === 'string' ? parse(value, decimalText) : undefined;
};

/** The same number without the zeros that say nothing. */
const reduce = ({ units, scale }: Decimal): Decimal => {
  let reduced = { units, scale };
  while (reduced.scale > 0 && reduced.units % 10n === 0n) {
    reduced = { units: reduced.units / 10n, scale: reduced.scale - 1 };
  }
  return reduced;
};

const parse = (text: string, form: RegExp): Decimal | undefined => {
  const match = form.exec(text);
  if (match === null) return undefined;
  const [, sign = '', integer = '', fraction = '', exponent = '0'] = match;
  const units = BigInt(`${sign}${integer}${fraction}`);
  const scale = fraction.length - Number(exponent);
  const decimal = reduce(
    scale < 0 ? { units: units * 10n ** BigInt(-scale), scale: 0 } : { units, scale },
  );
  const digits = String(decimal.units < 0n ? -decimal.units : decimal.units).length;
  return digits <= significantDigitsMax && decimal.scale <= scaleMax ? decimal : undefined;
};

const rescaled = ({ units, scale }: Decimal, to: number): bigint =>
  units * 10n ** BigInt(to - scale);

/** The exact sum. */
export const plus = (a: Decimal, b: Decimal): Decimal => {
  if (a.scale === b.scale) return { units: a.units + b.units, scale: a.scale };
  const scale = Math.max(a.scale, b.scale);
  return { units: rescaled(a, scale) + rescaled(b, scale), scale };
};

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export const compared = (a: Decimal, b: Decimal): number => {
  const scale = Math.max(a.scale, b.scale);
  const difference = rescaled(a, scale) - rescaled(b, scale);
  return difference < 0n ? -1 : Number(difference > 0n);
};

/** As often as a whole number says. */
export const times = ({ units, scale }: Decimal, count: bigint): Decimal => ({
  units: units * count,
  scale,
});

/** The exact product. */
export const multiplied = (a: Decimal, b: Decimal): Decimal => ({
  units: a.units * b.units,
  scale: a.scale + b.scale,
});

export const negated = ({ units, scale }: Decimal): Decimal => ({ units: -units, scale });

/** As a decimal text without needless zeros: `-12.5`, `0`, `3`. */
export const decimalToText = (decimal: Decimal): string => {
  const { units, scale } = reduce(decimal);
  if (scale === 0) return String(units);
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
};

/**
 * `numerator / denominator` as a decimal text with exactly `places` digits after the point, rounded half away from zero.
 * The denominator must be positive.
 */
export const quotientText = (numerator: bigint, denominator: bigint, places: number): string => {
  const scaled = (numerator < 0n ? -numerator : numerator) * 10n ** BigInt(places);
  const rounded = (2n * scaled + denominator) / (2n * denominator);
  const digits = String(rounded).padStart(places + 1, '0');
  const sign = numerator < 0n && rounded !== 0n ? '-' : '';
  return places === 0
    ? `${sign}${digits}`
    : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
};
