import { setTimeout as delay } from 'node:timers/promises';
import * as t from 'io-ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compareFigures } from '../history/compare-figures.ts';
import { readExpected } from '../history/expected-figures.ts';
import { historyLines, openmeet } from '../history/history-lines.ts';
import { sendLines } from '../history/send-lines.ts';
import { decodeOrThrow } from '../support/decode-or-throw.ts';
import { startService, type StartedService } from '../support/start-service.ts';
import { temporaryDataDir } from '../support/temporary-dir.ts';
import { steadyLoad } from './steady-load.ts';

const Projections = t.array(
  t.intersection([
    t.type({ name: t.string, digest: t.string, sequence: t.string }),
    t.partial({ rebuild: t.type({ state: t.string, sequence: t.string, startedAt: t.string }) }),
  ]),
);
type Projections = t.TypeOf<typeof Projections>;

let dataDir: Awaited<ReturnType<typeof temporaryDataDir>>;
let service: StartedService | undefined;
beforeEach(async () => {
  dataDir = await temporaryDataDir();
});
afterEach(async () => {
  await service?.stop();
  await dataDir.remove();
});

const call = async (
  { url, key }: StartedService,
  path: string,
  method = 'GET',
): Promise<Response> => fetch(url + path, { method, headers: { authorization: `Bearer ${key}` } });

const projectionsOf = async (started: StartedService): Promise<Projections> =>
  decodeOrThrow(Projections, await (await call(started, '/v1/projections')).json());

const rebuild = async (started: StartedService, name: string): Promise<void> => {
  expect((await call(started, `/v1/projections/${name}/rebuild`, 'POST')).status).toBe(202);
};

/** Looks at the read models until they are as a test waits for. */
const until = async (
  started: StartedService,
  isSo: (projections: Projections) => boolean,
): Promise<Projections> => {
  for (;;) {
    const projections = await projectionsOf(started);
    if (isSo(projections)) return projections;
    await delay(50);
  }
};

const noneIsFilled = (projections: Projections): boolean =>
  projections.every((each) => each.rebuild === undefined);

const rebuildOf = (projections: Projections, name: string) =>
  projections.find((each) => each.name === name)?.rebuild;

/** Sends the history and waits until the read models have it. */
const takeInHistory = async (started: StartedService): Promise<void> => {
  const ledger = { ...started, tenant: openmeet.tenant };
  const { position } = await sendLines(ledger, await historyLines(openmeet.file));
  expect((await call(started, `/v1/summary?after=${position}`)).status).toBe(200);
};

const wrongFigures = async (started: StartedService) =>
  (
    await compareFigures(
      { ...started, tenant: openmeet.tenant },
      await readExpected(openmeet.expected),
    )
  ).wrong;

test('read models rebuilt under a steady load give no wrong, missing or stale answer and fail no request', async () => {
  service = await startService(dataDir.path);
  await takeInHistory(service);
  const load = steadyLoad(service, 'load');
  const { length: models } = await projectionsOf(service);
  for (const { name } of await projectionsOf(service)) await rebuild(service, name);
  const seen = await projectionsOf(service);
  expect(seen.filter((each) => each.rebuild !== undefined).length).toBeGreaterThan(models - 2);
  await until(service, noneIsFilled);
  await load.stop();
  expect(load.faults()).toEqual([]);
  expect(load.answers()).toBeGreaterThan(100);
  expect(await wrongFigures(service)).toEqual([]);
}, 180_000);

test('kill -9 in the middle of a rebuild leaves the old one answering, and the rebuild goes on', async () => {
  service = await startService(dataDir.path);
  await takeInHistory(service);
  const load = steadyLoad(service, 'load');
  await rebuild(service, 'storage');
  await rebuild(service, 'facts');
  const begun = await until(
    service,
    (projections) => Number(rebuildOf(projections, 'storage')?.sequence ?? '0') > 0,
  );
  const killed = service.kill();
  await load.stop();
  await killed;

  service = await startService(dataDir.path);
  const again = steadyLoad(service, 'load-2');
  const resumed = rebuildOf(await projectionsOf(service), 'storage');
  if (resumed !== undefined) {
    expect(resumed.startedAt).toBe(rebuildOf(begun, 'storage')?.startedAt);
  }
  await until(service, noneIsFilled);
  await again.stop();
  expect(again.faults()).toEqual([]);
  expect(await wrongFigures(service)).toEqual([]);
}, 180_000);

test('a rebuild that is given up leaves nothing behind', async () => {
  service = await startService(dataDir.path);
  await takeInHistory(service);
  await rebuild(service, 'usage');
  expect((await call(service, '/v1/projections/usage/rebuild', 'DELETE')).status).toBe(204);
  expect(noneIsFilled(await projectionsOf(service))).toBe(true);
  await rebuild(service, 'usage');
  await until(service, noneIsFilled);
  expect(await wrongFigures(service)).toEqual([]);
});
