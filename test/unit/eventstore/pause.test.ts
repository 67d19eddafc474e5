import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pause, pauseMs } from '../../../infra/eventstore/pause.ts';

const settings = { firstPauseMs: 50, longestPauseMs: 2_000 };

test('pauses double up to the longest, less up to a half', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000 }), (failures) => {
      const full = Math.min(2_000, 50 * 2 ** (failures - 1));
      const ms = pauseMs(failures, settings);
      expect(ms).toBeGreaterThanOrEqual(full / 2);
      expect(ms).toBeLessThanOrEqual(full);
    }),
  );
});

test('a pause ends with the signal', async () => {
  const stop = new AbortController();
  const paused = pause(1_000_000, stop.signal);
  stop.abort();
  await paused;
  await pause(1_000_000, stop.signal);
});
