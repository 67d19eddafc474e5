import * as t from 'io-ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeOrThrow } from '../../support/decode-or-throw.ts';
import { makeDataDir, startNode, type StartedNode } from '../../support/start-node.ts';
import { startPostgres, type TestPostgres } from '../../support/start-postgres.ts';
import { ledger, startService, type StartedService } from '../../support/start-service.ts';
import { temporaryDataDir } from '../../support/temporary-dir.ts';
import { signed } from '../../support/tokens.ts';

// Two processes of the service on the same stores; the second keeps health and metrics on a port of their own.

const secret = 'the secret of the tests, thirty-two bytes';
const issuers = JSON.stringify([
  { name: 'platform', algorithm: 'HS256', secret, userClaim: 'id', tenantClaim: 'tenantId' },
]);

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
    LEDGER_ISSUERS: issuers,
  };
  [first, second] = await Promise.all([
    startService(firstDir.path, stores),
    startService(secondDir.path, {
      ...stores,
      LEDGER_ROLE: 'api',
      LEDGER_PRIVATE_PORT: '0',
      LEDGER_PRIVATE_HOST: '127.0.0.1',
    }),
  ]);
});
afterAll(async () => {
  await Promise.all([first.stop(), second.stop()]);
  await Promise.all([postgres.stop(), node.stop()]);
  for (const cleanup of cleanups) await cleanup();
});

const keys = (...args: readonly string[]) =>
  ledger(['keys', ...args, '--url', first.url], { LEDGER_KEY: first.key });

const makeKey = async (tenant: string, ...scopes: readonly string[]) => {
  const asked = scopes.flatMap((scope) => ['--scope', scope]);
  const made = await keys('create', '--name', 'k', '--tenant', tenant, '--json', ...asked);
  return decodeOrThrow(t.type({ id: t.string, key: t.string }), JSON.parse(made.printed));
};

type Sent = {
  readonly method?: 'DELETE' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
};

const ask = (
  { url }: Pick<StartedService, 'url'>,
  path: string,
  bearer: string,
  { headers = {}, ...sent }: Sent = {},
): Promise<Response> =>
  fetch(url + path, { ...sent, headers: { ...headers, authorization: `Bearer ${bearer}` } });

const tokenOf = (id: number, tenantId = 't1'): Promise<string> =>
  signed(
    { id, tenantId, exp: Math.floor(Date.now() / 1_000) + 900 },
    { algorithm: 'HS256', key: new TextEncoder().encode(secret) },
  );

/** Asks again and again until the answer is as it should be; gives up loudly. */
const until = async (holds: () => Promise<boolean>, withinMs = 20_000): Promise<void> => {
  const giveUpAt = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new Error('it did not come to that');
  }
};

test('the command line makes keys, lists them and revokes them, in words and in JSON', async () => {
  const made = await keys('create', '--name', 'reader', '--scope', 'read', '--scope', 'ingest');
  expect(made.code).toBe(0);
  expect(made.printed).toMatch(/^key_[A-Za-z0-9_-]{43}\n$/);
  expect(made.said).toContain('(reader) of tenant default may: read, ingest');
  expect(made.said).not.toContain('key_');
  const id = /Key (\S+) /.exec(made.said)?.[1] ?? '';
  expect((await ask(second, '/v1/summary', made.printed.trim())).status).toBe(200);

  const listed = await keys('list');
  expect(listed.printed).toContain(`${id}  reader  read,ingest  made `);
  expect(listed.printed).not.toContain('key_');
  const revoked = await keys('revoke', id);
  expect([revoked.code, revoked.printed]).toEqual([0, '']);
  expect(revoked.said).toContain(`Key ${id} is revoked.`);
  const [inJson] = JSON.parse((await keys('list', '--json')).printed) as unknown[];
  expect(inJson).toMatchObject({ id, revokedAt: expect.any(String) as string });
  expect((await keys('list', '--tenant', 'empty')).said).toContain('There are no keys');
});

test.each([
  ['a scope that is none', ['create', '--name', 'x', '--scope', 'all'], '/scopes/0 must be one of'],
  ['no name', ['create', '--scope', 'read'], "required option '--name <name>'"],
  [
    'a key that is not there',
    ['revoke', 'nothing'],
    '404 · Not Found · There is no key of this id.',
  ],
  ['help', ['create', '--help'], ''],
])('the command line and %s', async (_name, args, said) => {
  const done = await keys(...args);
  expect(done.code).toBe(said === '' ? 0 : 1);
  expect(done.said).toContain(said);
  if (said === '') expect(done.printed).toContain('LEDGER_KEY');
});

test('the command line says so where the service is not there', async () => {
  const done = await ledger(['keys', 'list', '--url', 'http://127.0.0.1:1'], { LEDGER_KEY: 'x' });
  expect(done).toMatchObject({ code: 1 });
  expect(done.said).toMatch(/http:\/\/127.0.0.1:1 cannot be reached: ./);
});

test('a revoked key is nobody’s at once where it was revoked, and within seconds elsewhere', async () => {
  const { id, key } = await makeKey('t1', 'read');
  for (const service of [first, second]) {
    expect((await ask(service, '/v1/summary', key)).status).toBe(200);
  }
  const revoked = await ask(first, `/v1/keys/${id}`, first.key, {
    method: 'DELETE',
    headers: { 'x-tenant-id': 't1' },
  });
  expect(revoked.status).toBe(204);
  expect((await ask(first, '/v1/summary', key)).status).toBe(401);
  await until(async () => (await ask(second, '/v1/summary', key)).status === 401);
});

const factOf = (id: string, subject: string, group: string | undefined) => ({
  specversion: '1.0',
  id,
  source: '/auth',
  type: 'openmeet.file.stored',
  subject,
  time: '2026-01-15T09:30:00Z',
  data: { fileId: id, bytes: 1, ...(group === undefined ? {} : { group }) },
});
const ExportLine = t.partial({
  export: t.string,
  membership: t.UnknownRecord,
  fact: t.type({ id: t.string, subject: t.string, tenant: t.string }),
  end: t.UnknownRecord,
});

const exportOf = async (service: StartedService, bearer: string) => {
  const answer = await ask(service, '/v1/me/export', bearer);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('application/x-ndjson');
  const lines = (await answer.text()).trimEnd().split('\n');
  return lines.map((line) => decodeOrThrow(ExportLine, JSON.parse(line)));
};

test('members see what is theirs, leaders their group, and an export is the whole of one member', async () => {
  const { key } = await makeKey('t1', 'ingest', 'membership');
  const facts = [
    { ...factOf('m1', 'user:1', 'g1'), type: 'openmeet.group.created', data: { group: 'g1' } },
    { ...factOf('m2', 'user:2', 'g1'), type: 'openmeet.group.joined', data: { group: 'g1' } },
    ...Array.from({ length: 1_200 }, (_, n) => factOf(`a${n}`, 'user:1', n % 2 ? 'g1' : undefined)),
    factOf('b', 'user:2', 'g1'),
    factOf('c', 'user:11', undefined),
  ];
  const posted = await ask(first, '/v1/facts', key, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(facts),
  });
  expect(posted.status).toBe(202);
  const { position } = decodeOrThrow(t.type({ position: t.string }), await posted.json());
  // A key of another tenant has facts under the same names there.
  const other = await makeKey('t2', 'ingest');
  await ask(first, '/v1/facts', other.key, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(factOf('t2', 'user:1', undefined)),
  });
  const [one, two] = [await tokenOf(1), await tokenOf(2)];
  expect((await ask(second, `/v1/me?after=${position}`, one)).status).toBe(200);

  expect(await (await ask(second, '/v1/me', one)).json()).toEqual({
    kind: 'member',
    tenant: 't1',
    account: 'user:1',
    groups: [{ group: 'g1', role: 'owner' }],
  });
  const storage = (account: string) =>
    `/v1/accounts/${account}/storage?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z`;
  const statuses = async (token: string) =>
    Promise.all(
      ['user:1', 'user:2', 'group:g1'].map(
        async (account) => (await ask(second, storage(account), token)).status,
      ),
    );
  expect(await statuses(one)).toEqual([200, 404, 200]);
  expect(await statuses(two)).toEqual([404, 200, 404]);

  const [heading, membership, ...rest] = await exportOf(second, one);
  const ending = rest.pop();
  expect(heading).toMatchObject({ export: 'usage-ledger member', tenant: 't1', account: 'user:1' });
  expect(membership).toEqual({ membership: { group: 'g1', role: 'owner' } });
  expect(ending).toEqual({ end: { memberships: 1, facts: 1_201 } });
  expect(rest).toHaveLength(1_201);
  expect(rest.every(({ fact }) => fact?.subject === 'user:1' && fact.tenant === 't1')).toBe(true);
  expect((await exportOf(first, two)).at(-1)).toEqual({ end: { memberships: 1, facts: 2 } });

  // More of them than there may be at once go away before their end; nothing is left of them.
  for (let n = 0; n < 10; n++) {
    const leaving = new AbortController();
    const answer = await ask(second, '/v1/me/export', one, { signal: leaving.signal });
    if (answer.status === 200) await answer.body?.getReader().read();
    leaving.abort();
  }
  await until(async () => (await ask(second, '/v1/me/export', one)).status === 200);
  expect((await exportOf(second, two)).at(-1)).toHaveProperty('end.facts', 2);
});

test('health and metrics have a port of their own where that is said', async () => {
  const url = /^Health and metrics are at (\S+)$/m.exec(second.said.join('\n'))?.[1] ?? '';
  for (const path of ['/healthz', '/readyz', '/metrics']) {
    expect((await fetch(url + path)).status).toBe(200);
    expect((await fetch(second.url + path)).status).toBe(404);
    expect((await fetch(first.url + path)).status).toBe(200);
  }
  expect((await ask({ url }, '/v1/summary', second.key)).status).toBe(404);
});

test('when a key was last used outlives the process in which it was', async () => {
  const { id, key } = await makeKey('t3', 'read');
  expect((await ask(first, '/v1/summary', key)).status).toBe(200);
  expect((await ask(second, '/v1/summary', key)).status).toBe(200);
  const Keys = t.type({
    keys: t.array(t.intersection([t.type({ id: t.string }), t.partial({ lastUsedAt: t.string })])),
  });
  await until(async () => {
    const answer = await ask(first, '/v1/keys', first.key, { headers: { 'x-tenant-id': 't3' } });
    const { keys: listed } = decodeOrThrow(Keys, await answer.json());
    if (listed.some((each) => each.id === id && each.lastUsedAt !== undefined)) return true;
    // What is left unwritten for a minute is written when the process ends.
    if ((await second.stop()) !== 0) throw new Error('it did not end well');
    return false;
  });
});

test('where the database is away, no key is unknown', async () => {
  await postgres.stop();
  for (const key of ['key_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'key_x']) {
    const answer = await ask(first, '/v1/summary', key);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
  }
});
