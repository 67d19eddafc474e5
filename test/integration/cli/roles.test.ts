import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSharedStores, type SharedStores } from '../../support/shared-stores.ts';
import { ledger } from '../../support/start-service.ts';
import type { StartedService } from '../../support/start-service.ts';

let stores: SharedStores;
let projections: StartedService;
let api: StartedService;
beforeAll(async () => {
  stores = await startSharedStores();
  // The flag wins over the variable.
  projections = await stores.startService({ LEDGER_ROLE: 'api' }, ['--role', 'projections']);
  api = await stores.startService({ LEDGER_ROLE: 'api' });
});
afterAll(() => stores.stop());

const statusOf = async ({ url, key }: StartedService, path: string): Promise<number> =>
  (await fetch(new URL(path, url), { headers: { authorization: `Bearer ${key}` } })).status;

const leaderIn = async ({ url }: StartedService): Promise<string | undefined> =>
  /^ledger_feed_leader (\d)$/m.exec(await (await fetch(new URL('/metrics', url))).text())?.[1];

test.each(['/healthz', '/readyz', '/metrics'])('both answer %s', async (path) => {
  expect([await statusOf(projections, path), await statusOf(api, path)]).toEqual([200, 200]);
});

test.each(['/v1/summary', '/v1/projections', '/v1/facts/a/b', '/openapi.json', '/docs'])(
  'a process that only projects has no %s',
  async (path) => {
    expect(await statusOf(projections, path)).toBe(404);
  },
);

test('a process that only answers never leads', async () => {
  expect(await statusOf(api, '/v1/summary')).toBe(200);
  expect([await leaderIn(projections), await leaderIn(api)]).toEqual(['1', '0']);
});

test('a role that is none is refused, with those that there are', async () => {
  const { code, said } = await ledger(['serve', '--role', 'both'], {});
  expect(code).not.toBe(0);
  expect(said).toContain('all, api, projections');
});
