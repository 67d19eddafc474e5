import * as fc from 'fast-check';

const thousandth = fc.nat(1_000).map((n) => n / 1_000);

/** Where to cut, as fractions of what is cut. */
export const anyCuts = fc.array(thousandth, { maxLength: 12 });

/** The same items in the same order, in pieces; some may be empty. */
export const cut = <T>(items: readonly T[], fractions: readonly number[]): readonly T[][] => {
  const edges = fractions.map((part) => Math.round(part * items.length)).toSorted((a, b) => a - b);
  return [...edges, items.length].map((end, index) => items.slice(edges[index - 1] ?? 0, end));
};
