import * as fc from 'fast-check';
import * as t from 'io-ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { askLedger } from '../history/compare-figures.ts';
import { ledger, startService } from '../support/start-service.ts';
import { temporaryDataDir } from '../support/temporary-dir.ts';
import { historiesOf } from './compare-product.ts';
import { differences, type History } from './compare.ts';
import type { Service } from './http-calls.ts';
import { anyParcels, recordOverHttp } from './http-intake.ts';
import { httpWorld } from './http-world.ts';
import { naiveWorld } from './naive-world.ts';
import { sideBySide } from './side-by-side.ts';

let dataDir: Awaited<ReturnType<typeof temporaryDataDir>>;
beforeEach(async () => {
  dataDir = await temporaryDataDir();
});
afterEach(() => dataDir.remove());

/** Without the questions that are refused: about retired meters, and to tell apart what is one. */
const askable = (history: History): History => {
  const retired = history.log.flatMap((entry) =>
    entry.kind === 'meter-retired' ? [`${entry.tenant} ${entry.key}`] : [],
  );
  return {
    ...history,
    usage: history.usage.filter(
      ({ tenant, account, meter, groupBy }) =>
        !retired.includes(`${tenant} ${meter}`) &&
        groupBy !== (account.startsWith('user:') ? 'subject' : 'group'),
    ),
  };
};

const Meters = t.type({ meters: t.array(t.type({ state: t.string })) });

const untilMetersAreLive = async (service: Service, { tenants }: History): Promise<void> => {
  for (const tenant of tenants) {
    const meters = () => askLedger({ ...service, tenant }, '/v1/meters', Meters);
    while ((await meters()).meters.some(({ state }) => state !== 'live'));
  }
};

const compare = async (service: Service, history: History): Promise<readonly string[]> => {
  const world = httpWorld(service, naiveWorld(history.log).roles);
  return differences(world, history);
};

test('histories sent over HTTP are answered by the rules, and once more after a rebuild', async () => {
  const { histories } = sideBySide(historiesOf(7, 24), 7);
  const parcels = fc.sample(anyParcels, { numRuns: histories.length, seed: 7 });
  await using running = new AsyncDisposableStack();
  const start = async () => {
    const service = await startService(dataDir.path);
    running.defer(async () => {
      await service.stop();
    });
    return service;
  };
  const first = await start();
  const recorded = await Promise.all(
    histories.map(async (history, index) => {
      const log = await recordOverHttp(first, history.log, parcels[index] ?? []);
      await untilMetersAreLive(first, history);
      return askable({ ...history, log });
    }),
  );
  const live = await Promise.all(recorded.map((history) => compare(first, history)));
  await first.stop();

  await ledger(['rebuild'], { LEDGER_DATA_DIR: dataDir.path });
  const second = await start();
  for (const history of recorded) await untilMetersAreLive(second, history);
  const rebuilt = await Promise.all(recorded.map((history) => compare(second, history)));

  expect(live.flat()).toEqual([]);
  expect(rebuilt.flat()).toEqual([]);
});
