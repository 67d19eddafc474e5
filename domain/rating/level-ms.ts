import { product, rational, sum, type Rational } from '../rational.ts';
import type { EpochMs } from '../time/instant.ts';

/** By how much a level goes up, or down, at an instant. */
export type LevelChange = { readonly at: EpochMs; readonly delta: Rational };

/**
 * Σ level × milliseconds over [from, to): what a time-weighted meter counts. Each change counts from its instant, which must
 * lie in there, to the end; so neither their order nor how many of them share an instant makes a difference.
 */
export const levelMs = (
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
  opening: Rational,
  changes: readonly LevelChange[],
): Rational =>
  [{ at: from, delta: opening }, ...changes].reduce(
    (total, { at, delta }) => sum(total, product(delta, rational(BigInt(to - at)))),
    rational(0n),
  );
