const significantDigitsMax = 15;
// The longest literal that can be exact: 1 and 308 zeros, with a sign and a little to spare.
const literalLengthMax = 330;
const numberForm = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

type Form = { readonly digits: string; readonly exponent: number };

/** A number's digits without the zeros that say nothing, and the power of ten they are multiplied by. */
const formOf = (literal: string): Form | undefined => {
  const match = numberForm.exec(literal);
  if (match === null) return undefined;
  const [, integer = '', fraction = '', exponent = '0'] = match;
  const all = (integer + fraction).replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  return digits === ''
    ? { digits: '', exponent: 0 }
    : { digits, exponent: Number(exponent) - fraction.length + all.length - digits.length };
};

/**
 * Whether JavaScript keeps exactly what a JSON number literal says: at most 15 significant digits, and printing the
 * number gives the same decimal back. `1e400`, `1e-400` and `12345678901234567` are not kept; `1.50` and `1e20` are.
 */
export const isExactNumber = (literal: string): boolean => {
  if (literal.length > literalLengthMax) return false;
  const written = formOf(literal);
  const kept = formOf(String(Number(literal)));
  return (
    written !== undefined &&
    written.digits.length <= significantDigitsMax &&
    written.digits === kept?.digits &&
    written.exponent === kept.exponent
  );
};
