import * as t from 'io-ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ServiceUnavailable } from '../../../api/service-unavailable.ts';
import { decodeOrThrow } from '../../support/decode-or-throw.ts';
import { startApi, type ApiUnderTest } from '../api/api-under-test.ts';
import { faultsOf, get, post, problemOf } from '../api/calls.ts';

let api: ApiUnderTest;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

const Made = t.type({ id: t.string, key: t.string, tenant: t.string });

const create = (wanted: unknown, headers: Readonly<Record<string, string>> = {}) =>
  post(api, JSON.stringify(wanted), { path: '/v1/keys', headers });

const made = async (wanted: unknown, headers: Readonly<Record<string, string>> = {}) => {
  const answer = await create(wanted, headers);
  expect(answer.status).toBe(201);
  const key = decodeOrThrow(Made, await answer.json());
  return { ...key, headers: { authorization: `Bearer ${key.key}` } };
};

const revoke = (id: string, headers: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(`${api.url}/v1/keys/${id}`, { method: 'DELETE', headers });

test('a key is shown once, works, and is listed without what it is known by', async () => {
  const answer = await create({ name: 'reader', scopes: ['read', 'read'] });
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const key = decodeOrThrow(t.UnknownRecord, await answer.json());
  expect(key).toEqual({
    id: expect.stringMatching(/^[0-9a-z]{21}$/) as string,
    tenant: 'default',
    name: 'reader',
    scopes: ['read'],
    createdAt: '2026-01-31T00:00:00.000Z',
    createdBy: 'admin',
    key: expect.stringMatching(/^key_[A-Za-z0-9_-]{43}$/) as string,
  });
  const headers = { authorization: `Bearer ${String(key['key'])}` };
  expect((await get(api, '/v1/summary', headers)).status).toBe(200);
  const listed = Object.entries(key).filter(([name]) => name !== 'key');
  expect(await (await get(api, '/v1/keys')).json()).toEqual({
    keys: [Object.fromEntries(listed)],
  });
});

test('no two keys are alike, and pages go through them in the order in which they were made', async () => {
  const keys = new Set<string>();
  for (let n = 0; n < 5; n++) keys.add((await made({ name: `${n}`, scopes: ['read'] })).key);
  expect(keys.size).toBe(5);
  const Page = t.intersection([
    t.type({ keys: t.array(t.type({ name: t.string })) }),
    t.partial({ cursor: t.string }),
  ]);
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? '' : `&cursor=${cursor}`;
    const answer = await get(api, `/v1/keys?limit=2${query}`);
    const page = decodeOrThrow(Page, await answer.json());
    names.push(...page.keys.map(({ name }) => name));
    ({ cursor } = page);
  } while (cursor !== undefined);
  expect(names.toSorted()).toEqual(['0', '1', '2', '3', '4']);
});

test('every fault is named', async () => {
  const answer = await create({ name: '', scopes: ['read', 'write'], tenant: 'a b', until: 1 });
  expect(answer.status).toBe(422);
  expect((await faultsOf(answer)).map((fault) => fault.split(' ', 1)[0])).toEqual(
    expect.arrayContaining(['/name', '/scopes/1', '/tenant', '/until']),
  );
  expect(await faultsOf(await create({ name: 'x', scopes: [] }))).toEqual([
    '/scopes must name at least one',
  ]);
});

test('nobody hands out what they lack, nor a key to another tenant', async () => {
  const admin = await made({ name: 'a', scopes: ['admin', 'read'], tenant: 't1' });
  expect(admin.tenant).toBe('t1');
  expect(
    await faultsOf(
      await create({ name: 'x', scopes: ['read', 'billing', 'amend'] }, admin.headers),
    ),
  ).toEqual([
    '/scopes/1 is "billing", which the caller lacks',
    '/scopes/2 is "amend", which the caller lacks',
  ]);
  const elsewhere = await create({ name: 'x', scopes: ['read'], tenant: 't2' }, admin.headers);
  expect(elsewhere.status).toBe(404);
  const own = await made({ name: 'x', scopes: ['read'], tenant: 't1' }, admin.headers);
  const { keys } = decodeOrThrow(
    t.type({ keys: t.UnknownArray }),
    await (await get(api, '/v1/keys', admin.headers)).json(),
  );
  // Those of one millisecond are in no order.
  expect(keys).toHaveLength(2);
  expect(keys).toContainEqual(expect.objectContaining({ id: own.id, createdBy: admin.id }));
});

test('a revoked key is nobody’s at once; again is no mistake; another tenant’s is not there', async () => {
  const admin = await made({ name: 'a', scopes: ['admin', 'read'], tenant: 't1' });
  const other = await made({ name: 'b', scopes: ['admin'], tenant: 't2' });
  expect((await revoke(admin.id, other.headers)).status).toBe(404);
  expect((await get(api, '/v1/keys', admin.headers)).status).toBe(200);
  const victim = await made({ name: 'c', scopes: ['read'] }, admin.headers);
  expect((await get(api, '/v1/summary', victim.headers)).status).toBe(200);
  expect((await revoke(victim.id, admin.headers)).status).toBe(204);
  const refused = await get(api, '/v1/summary', victim.headers);
  expect(refused.status).toBe(401);
  const unknown = await get(api, '/v1/summary', { authorization: 'Bearer key_unknown' });
  expect(await problemOf(refused)).toEqual(await problemOf(unknown));
  expect((await revoke(victim.id, admin.headers)).status).toBe(204);
  expect((await revoke('none', admin.headers)).status).toBe(404);
});

test('who is calling', async () => {
  expect(await (await get(api, '/v1/me', { 'x-tenant-id': 't9' })).json()).toMatchObject({
    kind: 'key',
    tenant: 't9',
    id: 'admin',
  });
  const key = await made({ name: 'reader', scopes: ['read', 'billing'] });
  expect(await (await get(api, '/v1/me', key.headers)).json()).toEqual({
    kind: 'key',
    tenant: 'default',
    id: key.id,
    name: 'reader',
    scopes: ['read', 'billing'],
  });
});

test('where keys cannot be looked up, no key is unknown', async () => {
  await api.close();
  api = await startApi(() => ({
    authenticator: () => Promise.reject(new ServiceUnavailable('The database is away.', 2)),
  }));
  const answer = await get(api, '/v1/summary');
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('2');
});
