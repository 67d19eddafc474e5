import { afterAll, beforeAll, expect, test } from 'vitest';
import { startService, type StartedService } from '../support/start-service.ts';
import { temporaryDataDir } from '../support/temporary-dir.ts';
import { billAsItCame, billAtOnce } from './bill-history.ts';
import { historyLines, openmeet } from './history-lines.ts';
import { dearPrices } from './history-prices.ts';

let service: StartedService;
let dataDir: Awaited<ReturnType<typeof temporaryDataDir>>;
beforeAll(async () => {
  dataDir = await temporaryDataDir();
  service = await startService(dataDir.path, { LEDGER_REQUESTS_PER_SECOND: '100000' });
}, 60_000);
afterAll(async () => {
  await service.stop();
  await dataDir.remove();
});

/** Every seventh line comes in long after it was due. */
const delayed = (lines: readonly string[]): readonly string[] =>
  lines
    .map((line, index) => ({ line, at: index % 7 === 0 ? index + 900 : index }))
    .sort((a, b) => a.at - b.at)
    .map(({ line }) => line);

// The whole of it, and that of kysely, are billed by check-billing.ts.
test('what each account is billed as its history came in is what it is billed at once, to the cent', async () => {
  const lines = delayed((await historyLines(openmeet.file)).slice(0, 4_000));
  const prices = dearPrices();
  const came = await billAsItCame({ ...service, tenant: 'as-it-came' }, lines, prices);
  const once = await billAtOnce({ ...service, tenant: 'at-once' }, lines, prices);
  const totals = (billed: typeof came) =>
    new Map([...billed].map(([name, { total }]) => [name, total]));
  expect(totals(came)).toEqual(totals(once));
  // There was something to adjust, and much to pay.
  const adjusted = [...came.values()].reduce((count, each) => count + each.adjusted, 0);
  expect(adjusted).toBeGreaterThan(0);
  expect([...once.values()].every((each) => each.adjusted === 0)).toBe(true);
  expect([...once.values()].reduce((sum, { total }) => sum + total, 0n)).toBeGreaterThan(100_000n);
}, 120_000);
