import { basename } from 'node:path';
import * as t from 'io-ts';
import { ledger, startService, type StartedService } from '../support/start-service.ts';
import { temporaryDataDir } from '../support/temporary-dir.ts';
import { askLedger, compareFigures } from './compare-figures.ts';
import { readExpected } from './expected-figures.ts';
import { historyLines } from './history-lines.ts';

const usage = `Imports real histories into a ledger of its own, asks for every expected figure over HTTP, rebuilds the read
models from the log alone and asks again.

  node test/history/check-history.ts HISTORY.ndjson.gz EXPECTED.json [HISTORY EXPECTED …]`;

type History = { readonly file: string; readonly expected: string; readonly tenant: string };

const historiesOf = async (args: readonly string[]): Promise<readonly History[]> => {
  const pairs = Array.from({ length: args.length / 2 }, (_, n) => args.slice(2 * n, 2 * n + 2));
  return Promise.all(
    pairs.map(async ([file = '', expected = '']) => {
      const [first = '{}'] = await historyLines(file);
      const fact: unknown = JSON.parse(first);
      if (!t.type({ tenant: t.string }).is(fact)) throw new Error(`${file} names no tenant`);
      return { file, expected, tenant: fact.tenant };
    }),
  );
};

const importInto = async (
  service: StartedService,
  dataDir: string,
  { file, tenant }: History,
): Promise<void> => {
  const startedAt = performance.now();
  const { code, said } = await ledger(['import', file, '--url', service.url, '--tenant', tenant], {
    LEDGER_DATA_DIR: dataDir,
  });
  if (code !== 0) throw new Error(said);
  const position = /after=(\d+)/.exec(said)?.[1] ?? '';
  await askLedger({ ...service, tenant }, `/v1/summary?after=${position}`, t.unknown);
  const seconds = (performance.now() - startedAt) / 1_000;
  const [counts = ''] = said.split('\n').filter((line) => line.includes('accepted'));
  console.log(`${basename(file)}: ${counts}; projected after ${seconds.toFixed(1)} s`);
};

/** Compares all figures; says how many differ. */
const compare = async (
  service: StartedService,
  histories: readonly History[],
  when: string,
): Promise<number> => {
  let differ = 0;
  for (const { file, expected, tenant } of histories) {
    const { count, wrong } = await compareFigures(
      { ...service, tenant },
      await readExpected(expected),
    );
    console.log(`${basename(file)}, ${when}: ${count - wrong.length} of ${count} figures agree`);
    for (const { what, expected: wanted, answered } of wrong.slice(0, 20)) {
      console.log(`  ${what}: expected ${wanted}, answered ${answered}`);
    }
    differ += wrong.length;
  }
  return differ;
};

const check = async (histories: readonly History[]): Promise<number> => {
  const dataDir = await temporaryDataDir();
  try {
    const first = await startService(dataDir.path);
    for (const history of histories) await importInto(first, dataDir.path, history);
    const live = await compare(first, histories, 'live');
    for (const history of histories) await importInto(first, dataDir.path, history);
    const again = await compare(first, histories, 'imported twice');
    await first.stop();
    const { said } = await ledger(['rebuild'], { LEDGER_DATA_DIR: dataDir.path });
    console.log(said.split('\n').at(-1));
    const second = await startService(dataDir.path);
    const rebuilt = await compare(second, histories, 'rebuilt');
    await second.stop();
    return live + again + rebuilt;
  } finally {
    await dataDir.remove();
  }
};

const args = process.argv.slice(2);
if (args.length === 0 || args.length % 2 !== 0) {
  console.error(usage);
  process.exitCode = 2;
} else {
  process.exitCode = (await check(await historiesOf(args))) === 0 ? 0 : 1;
}
