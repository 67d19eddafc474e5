import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How long to wait after the given number of failures in a row: doubling from `firstPauseMs` up to `longestPauseMs`, cut by up to
 * half at random so that many callers do not come back at the same moment.
 */
export const pauseMs = (
  failures: number,
  { firstPauseMs, longestPauseMs }: { firstPauseMs: number; longestPauseMs: number },
): number => {
  const full = Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1));
  return full * (0.5 + Math.random() / 2);
};

/** Waits, or returns early when the signal aborts. */
export const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
};
