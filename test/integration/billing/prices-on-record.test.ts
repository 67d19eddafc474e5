import * as t from 'io-ts';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeOrThrow } from '../../support/decode-or-throw.ts';
import { makeDataDir, startNode, type StartedNode } from '../../support/start-node.ts';
import { startPostgres, type TestPostgres } from '../../support/start-postgres.ts';
import { ledger, startService, type StartedService } from '../../support/start-service.ts';
import { temporaryDataDir } from '../../support/temporary-dir.ts';

// Two processes of the service on the same stores, and the command line.

let postgres: TestPostgres;
let node: StartedNode;
let first: StartedService;
let second: StartedService;
const cleanups: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const nodeDir = await makeDataDir();
  const firstDir = await temporaryDataDir();
  const secondDir = await temporaryDataDir();
  cleanups.push(nodeDir.remove, firstDir.remove, secondDir.remove);
  [postgres, node] = await Promise.all([startPostgres(), startNode(nodeDir)]);
  const stores = {
    DATABASE_URL: await postgres.createDatabase(),
    EVENTSTORE_URL: node.connectionString,
  };
  [first, second] = await Promise.all([
    startService(firstDir.path, stores),
    startService(secondDir.path, { ...stores, LEDGER_ROLE: 'api' }),
  ]);
});
afterAll(async () => {
  await Promise.all([first.stop(), second.stop()]);
  await Promise.all([postgres.stop(), node.stop()]);
  for (const cleanup of cleanups) await cleanup();
});

const put = async (
  service: StartedService,
  path: string,
  body: unknown,
): Promise<readonly [status: number, body: unknown]> => {
  const answer = await fetch(service.url + path, {
    method: 'PUT',
    headers: { authorization: `Bearer ${service.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return [answer.status, await answer.json()];
};

const get = async (service: StartedService, path: string): Promise<unknown> =>
  (await fetch(service.url + path, { headers: { authorization: `Bearer ${service.key}` } })).json();

const run = (...args: readonly string[]) =>
  ledger([...args, '--url', first.url], { LEDGER_KEY: first.key });

const versionFrom = (month: number, currency = 'EUR') => ({
  currency,
  timeZone: 'UTC',
  effectiveFrom: new Date(Date.UTC(2026, month)).toISOString(),
  defaultPlan: 'free',
  graceDays: 0,
  plans: [{ key: 'free', baseFee: '0', charges: [] }],
});

const Model = t.type({
  versions: t.array(t.type({ version: t.number, effectiveFrom: t.string })),
});

test('what two processes publish at once has one version of each number, and nothing is lost', async () => {
  const months = [0, 1, 2, 3];
  const answers = await Promise.all(
    months.flatMap((month) =>
      [first, second].map((service) => put(service, '/v1/pricing-models/race', versionFrom(month))),
    ),
  );
  // Where both write the same at the same place, both have recorded it.
  expect(answers.filter(([status]) => status === 201).length).toBeGreaterThanOrEqual(4);
  expect(answers.filter(([status]) => status !== 201 && status !== 200)).toEqual([]);
  for (const month of months) expect(answers[2 * month]?.[1]).toEqual(answers[2 * month + 1]?.[1]);
  const { versions } = decodeOrThrow(Model, await get(second, '/v1/pricing-models/race'));
  expect(versions.map(({ version }) => version)).toEqual([1, 2, 3, 4]);
  expect(new Set(versions.map(({ effectiveFrom }) => effectiveFrom)).size).toBe(4);
});

test('of two currencies at once one is the model’s', async () => {
  const answers = await Promise.all([
    put(first, '/v1/pricing-models/two', versionFrom(0, 'EUR')),
    put(second, '/v1/pricing-models/two', versionFrom(1, 'USD')),
  ]);
  expect(answers.map(([status]) => status).sort()).toEqual([201, 422]);
});

test('one account that is put on plans by two processes at once is on the last one', async () => {
  const path = '/v1/accounts/user:u1/subscription';
  await put(first, '/v1/default-model', { model: 'race' });
  const days = [2, 3, 4, 5, 6, 7].map((day) => new Date(Date.UTC(2026, 0, day)).toISOString());
  const answers = await Promise.all(
    days.map((from, index) => put(index % 2 === 0 ? first : second, path, { plan: 'free', from })),
  );
  expect(answers.map(([status]) => status)).toEqual(days.map(() => 200));
  expect(await get(second, path)).toMatchObject({
    history: days.map((from) => ({ from, model: 'race', plan: 'free' })),
  });
});

const shipped = (name: string): string => join(import.meta.dirname, '../../../pricing', name);

test('the shipped prices are published, shown and taken by the command line', async () => {
  const publish = await run('pricing', 'publish', shipped('openmeet.yaml'), '--tenant', 'o');
  expect([publish.code, publish.said]).toEqual([0, 'Version 1 of openmeet is published.']);
  const again = await run(
    'pricing',
    'publish',
    shipped('openmeet.yaml'),
    '--tenant',
    'o',
    '--json',
  );
  expect(JSON.parse(again.printed)).toEqual({ key: 'openmeet', version: 1 });
  const who = await run(
    'attribution',
    'publish',
    shipped('openmeet-attribution.yaml'),
    '--tenant',
    'o',
  );
  expect([who.code, who.said]).toEqual([0, 'Version 1 of who pays is published.']);
  const repeated = await run('pricing', 'publish', shipped('openmeet.yaml'), '--tenant', 'o');
  expect([repeated.code, repeated.said]).toEqual([
    0,
    'Version 1 of openmeet was published before.',
  ]);
  const nowhere = await run('pricing', 'publish', 'nowhere.yaml', '--tenant', 'o');
  expect(nowhere.code).not.toBe(0);
  expect(nowhere.said).toContain('there is no file nowhere.yaml');
  const set = await run('pricing', 'default', 'openmeet', '--tenant', 'o');
  expect([set.code, set.said]).toEqual([0, 'Accounts without a subscription are on openmeet.']);
  const list = await run('pricing', 'list', '--tenant', 'o');
  expect(list.printed).toBe('openmeet  1 version  EUR  UTC  free, community, federation\n');
  expect((await run('pricing', 'list')).printed).not.toContain('openmeet');
});

test('an account is subscribed, shown and let go by the command line', async () => {
  const since = '2026-01-15T00:00:00.000Z';
  const of = ['user:u1', '--tenant', 'o'];
  const set = await run('subscription', 'set', ...of, '--plan', 'community', '--from', since);
  expect([set.code, set.said]).toEqual([0, `user:u1 is on the plan community from ${since} on.`]);
  const shown = await run('subscription', 'show', ...of);
  expect(shown.printed).toContain('model: openmeet\n');
  const end = await run('subscription', 'end', ...of, '--from', since, '--json');
  expect(JSON.parse(end.printed)).toMatchObject({
    current: { model: 'openmeet', plan: 'free' },
    history: [{ from: since }],
  });
});

test('the command line names every fault with its place', async () => {
  const refused = await run('subscription', 'set', 'user:u1', '--plan', 'X', '--from', 'now');
  expect(refused.code).toBe(1);
  expect(refused.said).toContain('/plan must be 1 to 64');
  expect(refused.said).toContain('/from must be an RFC 3339 time');
  const nameless = await run('pricing', 'publish', shipped('openmeet-attribution.yaml'));
  expect(nameless.said).toContain('Say so by --key, or under key in the file.');
  const unfit = await run('pricing', 'publish', shipped('openmeet-attribution.yaml'), '--key', 'k');
  expect(unfit.said).toContain('/currency is missing');
  expect(unfit.said).toContain('/plans is missing');
});

test('the command line takes YAML, and no number without quotes where a float would lose digits', async () => {
  const dir = await temporaryDataDir();
  cleanups.push(dir.remove);
  const fileOf = async (name: string, lines: readonly string[]): Promise<string> => {
    const path = join(dir.path, name);
    await mkdir(dir.path, { recursive: true });
    await writeFile(path, lines.join('\n'));
    return path;
  };
  const floating = await fileOf('floating.yaml', [
    'key: floating',
    'currency: EUR',
    'timeZone: Europe/Berlin',
    'effectiveFrom: 2026-01-01T00:00:00+01:00',
    'graceDays: 0',
    'defaultPlan: free',
    'plans: [{ key: free, baseFee: 0.10, charges: [] }]',
  ]);
  const refused = await run('pricing', 'publish', floating);
  expect(refused.code).toBe(1);
  expect(refused.said).toMatch(
    /422[^/]*\/plans\/0\/baseFee must be at least 0, a decimal as a text/,
  );
  const broken = await fileOf('broken.yaml', ['key: a', 'key: b', 'plans: [']);
  const unread = await run('pricing', 'publish', broken);
  expect(unread.said).toContain('broken.yaml is neither YAML nor JSON');
  expect(unread.said).toContain('Map keys must be unique at line 2');
});
