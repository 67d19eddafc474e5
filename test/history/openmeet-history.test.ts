import * as t from 'io-ts';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ledger, startService } from '../support/start-service.ts';
import { temporaryDataDir } from '../support/temporary-dir.ts';
import { askLedger, compareFigures, type Answering } from './compare-figures.ts';
import { readExpected } from './expected-figures.ts';
import { historyLines, openmeet } from './history-lines.ts';
import { sendLines } from './send-lines.ts';

let dataDir: Awaited<ReturnType<typeof temporaryDataDir>>;
beforeEach(async () => {
  dataDir = await temporaryDataDir();
});
afterEach(() => dataDir.remove());

const start = async () => {
  const service = await startService(dataDir.path);
  const answering: Answering = { ...service, tenant: openmeet.tenant };
  return { service, answering };
};

const importHistory = (url: string) =>
  ledger(['import', openmeet.file, '--url', url, '--tenant', openmeet.tenant], {
    LEDGER_DATA_DIR: dataDir.path,
  });

const Projections = t.array(t.type({ name: t.string, sequence: t.string, digest: t.string }));

test('a real history gives the expected figures, live, imported twice, and rebuilt from the log alone', async () => {
  const expected = await readExpected(openmeet.expected);
  const first = await start();
  const imported = await importHistory(first.service.url);
  expect(imported.said).toContain('18484 accepted, 0 were in already, 0 refused');
  const [, position] = /after=(\d+)/.exec(imported.said) ?? [];
  await askLedger(first.answering, `/v1/summary?after=${String(position)}`, t.unknown);
  const live = await compareFigures(first.answering, expected);
  const before = await askLedger(first.answering, '/v1/projections', Projections);

  const importedAgain = await importHistory(first.service.url);
  expect(importedAgain.said).toContain('0 accepted, 18484 were in already, 0 refused');
  expect(await askLedger(first.answering, '/v1/projections', Projections)).toEqual(before);
  await first.service.stop();

  const rebuilt = await ledger(['rebuild'], { LEDGER_DATA_DIR: dataDir.path });
  const again = await ledger(['rebuild'], { LEDGER_DATA_DIR: dataDir.path });
  expect(rebuilt.said).toContain(before[0]?.digest);
  expect(again.said).toBe(rebuilt.said);

  const second = await start();
  const afterRebuild = await compareFigures(second.answering, expected);
  await second.service.stop();

  expect(live.wrong).toEqual([]);
  expect(live.count).toBeGreaterThan(1_600);
  expect(afterRebuild).toEqual(live);
});

test('shuffled, cut into any batches and sent by eight connections at once, it gives the same figures', async () => {
  const expected = await readExpected(openmeet.expected);
  const lines = await historyLines(openmeet.file);
  const { service, answering } = await start();
  const [[shuffled, sizes] = [[], []]] = fc.sample(
    fc.tuple(
      fc.shuffledSubarray([...lines], { minLength: lines.length, maxLength: lines.length }),
      fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 200, maxLength: 200 }),
    ),
    1,
  );
  const remaining = [...shuffled];
  const cuts = [...sizes];
  let position = 0n;
  const connection = async (): Promise<void> => {
    while (remaining.length > 0) {
      const answer = await sendLines(answering, remaining.splice(0, cuts.pop() ?? 500));
      const reached = BigInt(answer.position);
      if (reached > position) position = reached;
    }
  };
  await Promise.all(Array.from({ length: 8 }, connection));
  await askLedger(answering, `/v1/summary?after=${String(position)}`, t.unknown);
  expect((await compareFigures(answering, expected)).wrong).toEqual([]);
  await service.stop();
});
