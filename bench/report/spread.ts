/** A figure over several rounds. */
export type Spread = { readonly median: number; readonly least: number; readonly most: number };

/** Throws for no figures at all. */
export const spreadOf = (figures: readonly number[]): Spread => {
  const sorted = figures.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [lower = NaN, upper = lower] =
    sorted.length % 2 === 1 ? [sorted[Math.floor(half)]] : sorted.slice(half - 1, half + 1);
  const [least = NaN] = sorted;
  return { median: (lower + upper) / 2, least, most: sorted.at(-1) ?? NaN };
};

/** The figures of one side over those of the other, round by round: what slows a whole round drops out. */
export const ratios = (over: readonly number[], under: readonly number[]): Spread =>
  spreadOf(over.map((figure, round) => figure / (under[round] ?? NaN)));
