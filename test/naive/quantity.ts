import type { Fact } from '../../domain/fact/fact.ts';
import { fixedText, fixedWhole } from './fixed-point.ts';
import type { Meter } from './meter.ts';
import type { Window } from './world.ts';

// Rule 14.

/** A fact that a meter counts, and what it weighs there. */
export type Counted = {
  readonly fact: Fact;
  /** In units of 10^-18; for `unique` the value as a text. */
  readonly weight: bigint | string;
  /** The level that it sets, by name, where the meter is time-weighted. */
  readonly series: string;
};

type Quantity = { readonly quantity: string; readonly facts: number };

const decimals = (counted: readonly Counted[]): readonly bigint[] =>
  counted.map(({ weight }) => {
    if (typeof weight !== 'bigint') throw new Error('only decimals are summed');
    return weight;
  });

const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n);

/** Level × milliseconds of one series over a window; what happened before it has set the level it begins with. */
const levelTimesMs = (series: readonly Counted[], { from, to }: Window): bigint =>
  sum(
    decimals(series).map((level, index) => {
      const [start = 0, end = to] = [series[index]?.fact.at, series[index + 1]?.fact.at];
      const lengthMs = Math.min(end, to) - Math.max(start, from);
      return lengthMs > 0 ? level * BigInt(lengthMs) : 0n;
    }),
  );

const timeWeighted = (counted: readonly Counted[], window: Window): bigint =>
  sum(
    [...Map.groupBy(counted, ({ series }) => series).values()].map((series) =>
      levelTimesMs(series, window),
    ),
  );

/** The quantity of a window from everything counted, in order of occurrence, before, in and after it. */
export const quantityOf = (
  aggregation: Meter['aggregation'],
  counted: readonly Counted[],
  window: Window,
): Quantity => {
  const inside = counted.filter(({ fact: { at } }) => window.from <= at && at < window.to);
  const measured = (): bigint => {
    switch (aggregation) {
      case 'count':
        return fixedWhole(inside.length);
      case 'unique':
        return fixedWhole(new Set(inside.map(({ weight }) => weight)).size);
      case 'sum':
        return sum(decimals(inside));
      case 'latest':
        return decimals(inside).at(-1) ?? 0n;
      case 'max':
        return decimals(inside).toSorted((a, b) => Number(b > a) - Number(a > b))[0] ?? 0n;
      case 'time_weighted':
        return timeWeighted(counted, window);
    }
  };
  return { quantity: fixedText(measured()), facts: inside.length };
};
