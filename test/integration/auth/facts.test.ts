import * as t from 'io-ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Scope } from '../../../api/auth/caller.ts';
import { decodeOrThrow } from '../../support/decode-or-throw.ts';
import { signed } from '../../support/tokens.ts';
import { key as adminKey, now, startApi, type ApiUnderTest } from '../api/api-under-test.ts';
import { factJson, faultsOf, get, post, postFacts, problemOf } from '../api/calls.ts';
import { inMemoryAccess, secret } from '../api/in-memory-access.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  const roles = [
    ['default', 'g1', 'user:1', 'moderator'],
    ['default', 'g2', 'user:1', 'member'],
    ['t2', 'g2', 'user:1', 'owner'],
  ] as const;
  api = await startApi(({ facts, queries }) => ({
    ...inMemoryAccess({ key: adminKey, now: () => now }, facts, roles),
    queries: {
      ...queries,
      fact: async (identity) => {
        const record = await queries.fact(identity);
        return record === undefined ? undefined : { ...record, conflicts };
      },
    },
  }));
  await postFacts(api, [
    factJson('own', { subject: 'user:1', data: { fileId: 'f1', bytes: 1 } }),
    factJson('led', { subject: 'user:2', data: { fileId: 'f2', bytes: 1, group: 'g1' } }),
    factJson('joined', { subject: 'user:2', data: { fileId: 'f3', bytes: 1, group: 'g2' } }),
    factJson('other', { subject: 'user:2', data: { fileId: 'f4', bytes: 1 } }),
  ]);
});
afterAll(() => api.close());

const conflictOf = (subject: string, data: object) => ({
  contentHash: 'c',
  recordedAt: '2026-01-31T00:00:00.000Z',
  sequence: 9n,
  refused: JSON.stringify({ data, subject, time: '2026-01-01T00:00:00.000Z', type: 'x' }),
});
const conflicts = [
  conflictOf('user:1', {}),
  conflictOf('user:2', {}),
  conflictOf('user:2', { group: 'g1' }),
  conflictOf('user:2', { group: 'g2' }),
];

const asMember = async (path: string, tenantId = 'default'): Promise<Response> => {
  const claims = { id: 1, tenantId, exp: now / 1_000 + 60 };
  const token = await signed(claims, { algorithm: 'HS256', key: secret });
  return get(api, path, { authorization: `Bearer ${token}` });
};

test.each([
  ['their own', 'own', 200],
  ['of a group that they lead', 'led', 200],
  ['of a group that they are in', 'joined', 404],
  ['of somebody else', 'other', 404],
  ['that there is not', 'none', 404],
])('a member and a fact %s', async (_name, id, status) => {
  const answer = await asMember(`/v1/facts?source=/openmeet&id=${id}`);
  expect(answer.status).toBe(status);
  if (status === 200) {
    // Of what was refused under the name of the fact they see what concerns them.
    expect(await answer.json()).toHaveProperty('conflicts.length', 2);
  } else {
    expect(await problemOf(answer)).toEqual(
      await problemOf(await asMember('/v1/facts?source=/openmeet&id=none')),
    );
  }
});

test('to a key that reads all of it is shown', async () => {
  const answer = await get(api, '/v1/facts?source=/openmeet&id=other');
  expect(await answer.json()).toHaveProperty('conflicts.length', 4);
});

const january = 'from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z';

test.each([
  ['user:1', 'default', 200],
  ['user:2', 'default', 404],
  ['user:', 'default', 404],
  ['service:1', 'default', 404],
  ['group:g1', 'default', 200],
  ['group:g2', 'default', 404],
  ['group:g2', 't2', 200],
  ['group:g1', 't2', 404],
  ['group:none', 'default', 404],
])('a member and the account %s in tenant %s: %s', async (account, tenant, status) => {
  const path = `/v1/accounts/${encodeURIComponent(account)}/storage?${january}`;
  expect((await asMember(path, tenant)).status).toBe(status);
});

const bearerWith = async (...scopes: readonly Scope[]): Promise<Record<string, string>> => {
  const answer = await post(api, JSON.stringify({ name: 'k', scopes }), { path: '/v1/keys' });
  const { key } = decodeOrThrow(t.type({ key: t.string }), await answer.json());
  return { authorization: `Bearer ${key}` };
};
const group = (id: string) =>
  factJson(id, { type: 'openmeet.group.joined', data: { group: 'g9' } });
const joinNeeds = '/type needs the scope "membership", which the key lacks';

test('a fact that the key may not send is refused by a problem that names the scope', async () => {
  const headers = await bearerWith('ingest');
  const one = await postFacts(api, group('m1'), { headers });
  expect(one.status).toBe(422);
  expect(await problemOf(one)).toMatchObject({
    type: 'scope-missing',
    errors: [{ path: '/type' }],
  });
  expect(await faultsOf(await postFacts(api, group('m1'), { headers }))).toEqual([joinNeeds]);
});

test('of an array none is in, and every fault is named', async () => {
  const headers = await bearerWith('membership');
  const facts = [group('m2'), factJson('m3'), { ...group('m4'), id: 7 }];
  const answer = await postFacts(api, facts, { headers });
  expect(answer.status).toBe(422);
  expect(await faultsOf(answer)).toEqual([
    '/1/type needs the scope "ingest", which the key lacks',
    expect.stringContaining('/2/id'),
  ]);
  expect((await postFacts(api, [group('m2')], { headers })).status).toBe(202);
  expect(api.facts().map(({ id }) => id)).not.toContain('m3');
});

test('lines stand each for itself', async () => {
  const headers = await bearerWith('ingest');
  const lines = [factJson('l1'), group('l2'), factJson('l3')].map((each) => JSON.stringify(each));
  const answer = await post(api, lines.join('\n'), { type: 'application/x-ndjson', headers });
  expect(answer.status).toBe(207);
  expect(await answer.json()).toMatchObject({
    accepted: 2,
    refused: [{ index: 1, id: 'l2', problem: { type: 'scope-missing', status: 422 } }],
  });
});

test('amendments take a scope of their own', async () => {
  const headers = await bearerWith('ingest', 'membership');
  const faults = await faultsOf(
    await postFacts(api, factJson('a1', { type: 'usage.voided' }), { headers }),
  );
  expect(faults).toContain('/type needs the scope "amend", which the key lacks');
});

test('with several scopes a key sends several kinds', async () => {
  const headers = await bearerWith('ingest', 'membership');
  expect((await postFacts(api, [factJson('s1'), group('s2')], { headers })).status).toBe(202);
});
