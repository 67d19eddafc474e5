import type { EpochMs } from '../time/instant.ts';
import type { Period } from '../time/window.ts';

/** The net change of a level at one instant. */
export type Step = { readonly at: EpochMs; readonly delta: bigint };

export type StorageOverTime = Period & {
  /** The level just before `from`. */
  readonly openingBytes: bigint;
  /** The level just before `to`. */
  readonly closingBytes: bigint;
  /** The highest level in [from, to). */
  readonly peakBytes: bigint;
  /** The level summed over the milliseconds of [from, to). */
  readonly byteMs: bigint;
};

/**
 * The step function over [from, to), exactly: byteMs = level before `from` × (to − from) + Σ delta × (to − t) for the
 * steps at from ≤ t < to. Steps must lie in the period, in order of time, one an instant.
 */
export const storageOver = (
  { from, to }: Period,
  openingBytes: bigint,
  steps: readonly Step[],
): StorageOverTime => {
  let level = openingBytes;
  // A change at `from` itself is already applied when the period begins.
  let peakBytes = steps[0]?.at === from ? undefined : openingBytes;
  let byteMs = openingBytes * BigInt(to - from);
  for (const { at, delta } of steps) {
    level += delta;
    byteMs += delta * BigInt(to - at);
    if (peakBytes === undefined || level > peakBytes) peakBytes = level;
  }
  return { from, to, openingBytes, closingBytes: level, peakBytes: peakBytes ?? level, byteMs };
};

/** The same for each of several windows that follow one another; `steps` are those from the first one's beginning. */
export const storageByWindow = (
  windows: readonly Period[],
  openingBytes: bigint,
  steps: readonly Step[],
): readonly StorageOverTime[] => {
  const result: StorageOverTime[] = [];
  let level = openingBytes;
  let next = 0;
  for (const window of windows) {
    const first = next;
    while ((steps[next]?.at ?? Infinity) < window.to) next += 1;
    const over = storageOver(window, level, steps.slice(first, next));
    level = over.closingBytes;
    result.push(over);
  }
  return result;
};
