import { expect, test } from 'vitest';
import { runLoad } from '../../bench/load/run-load.ts';

test('twice what the service can take costs no acknowledged fact, and what is refused is told so', async () => {
  const { samples, failures, acknowledged, counted, lost, exitCode } = await runLoad({
    seconds: 5,
    measureSeconds: 2,
    idleSeconds: 1,
    sampleSeconds: 1,
    factsInBatch: 100,
    queriesPerSecond: 5,
    // Low, so that they are reached on a slow machine as well as on a fast one.
    environment: { LEDGER_REQUESTS_MAX: '10', LEDGER_BODIES_MAX_MIB: '1' },
  });
  // Every refusal was a problem that says when to come again, or it would be among these.
  expect(failures).toEqual([]);
  expect(samples.at(-1)?.sent).toMatchObject({ failed: 0, limited: 0 });
  expect(samples.at(-1)?.sent.shed).toBeGreaterThan(0);
  expect(acknowledged).toBeGreaterThan(0);
  expect(lost).toBe(0);
  expect(counted).toBeGreaterThanOrEqual(acknowledged);
  expect(exitCode).toBe(0);
});
