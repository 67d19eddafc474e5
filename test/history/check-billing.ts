import { basename } from 'node:path';
import { startService } from '../support/start-service.ts';
import { temporaryDataDir } from '../support/temporary-dir.ts';
import { billAsItCame, billAtOnce, type Billed, type Prices } from './bill-history.ts';
import { historyLines } from './history-lines.ts';
import { dearPrices, shippedPrices } from './history-prices.ts';

const usage = `Bills every month of real histories twice: as their facts came in, late ones in between, and once when all was
known. What every account was billed in the end must be the same to the cent.

  node test/history/check-billing.ts HISTORY.ndjson.gz …`;

type Totals = ReadonlyMap<string, Billed>;

const euros = (cents: bigint): string => (Number(cents) / 100).toFixed(2);

const inAll = (totals: Totals) => {
  const all = [...totals.values()];
  const count = (of: (billed: Billed) => number): number =>
    all.reduce((n, each) => n + of(each), 0);
  return {
    total: all.reduce((sum, { total }) => sum + total, 0n),
    accounts: count(({ documents }) => (documents > 0 ? 1 : 0)),
    documents: count(({ documents }) => documents),
    adjusted: count(({ adjusted }) => adjusted),
    creditNotes: count(({ creditNotes }) => creditNotes),
  };
};

const told = (how: string, totals: Totals): void => {
  const { total, accounts, documents, adjusted, creditNotes } = inAll(totals);
  console.log(
    `  ${how}: ${euros(total)} by ${documents} documents to ${accounts} accounts; ${adjusted} adjustments, ${creditNotes} credit notes`,
  );
};

const compare = async (file: string, prices: Prices): Promise<number> => {
  const lines = await historyLines(file);
  const dataDir = await temporaryDataDir();
  const service = await startService(dataDir.path, {
    LEDGER_REQUESTS_PER_SECOND: '100000',
    LEDGER_LOG_LEVEL: 'error',
  });
  try {
    const startedAt = performance.now();
    const came = await billAsItCame({ ...service, tenant: 'as-it-came' }, lines, prices);
    const once = await billAtOnce({ ...service, tenant: 'at-once' }, lines, prices);
    const differing = [...once].filter(
      ([account, { total }]) => came.get(account)?.total !== total,
    );
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    console.log(`${basename(file)}, ${lines.length} facts, prices ${prices.model}, ${seconds} s:`);
    told('billed as it came', came);
    told('billed at once   ', once);
    console.log(`  ${differing.length} of ${once.size} accounts differ`);
    for (const [account, { total }] of differing.slice(0, 20)) {
      console.log(
        `    ${account}: ${euros(came.get(account)?.total ?? 0n)}, at once ${euros(total)}`,
      );
    }
    return differing.length + inAll(once).adjusted;
  } finally {
    await service.stop();
    await dataDir.remove();
  }
};

const files = process.argv.slice(2);
if (files.length === 0 || files.includes('--help')) {
  console.log(usage);
  process.exit(files.length === 0 ? 2 : 0);
}
let wrong = 0;
for (const file of files) {
  for (const prices of [await shippedPrices(), dearPrices()]) wrong += await compare(file, prices);
}
process.exitCode = wrong === 0 ? 0 : 1;
