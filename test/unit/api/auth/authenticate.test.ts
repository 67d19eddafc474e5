import { expect, test } from 'vitest';
import { adminKeyBy } from '../../../../api/auth/admin-key.ts';
import { authenticated, type AuthDeps } from '../../../../api/auth/authenticate.ts';
import { authenticatorOf } from '../../../../api/auth/authenticator.ts';
import type { Caller, Scope } from '../../../../api/auth/caller.ts';
import { Refused } from '../../../../api/problem.ts';
import { sha256 } from '../../../../domain/hash.ts';
import { keyCaller, memberCaller } from '../../../support/callers.ts';

const bound = keyCaller({ scopes: new Set<Scope>(['read', 'ingest']) });
const free = keyCaller({ anyTenant: true });

type Asked = { readonly authorization?: string; readonly tenantId?: string };

const depsFor = (caller: Caller | undefined): AuthDeps => ({
  authenticator: async () => caller,
  memberships: { roleIn: async (tenant, group) => (tenant === 't1' ? group : undefined) },
});

const ask = async (
  caller: Caller | undefined,
  { authorization = 'Bearer key_1', tenantId }: Asked,
  scope: Scope = 'read',
): Promise<string | number> => {
  const wanted = { may: { scope }, account: undefined };
  try {
    return (await authenticated(depsFor(caller), { authorization, tenantId }, wanted)).tenant;
  } catch (error) {
    if (error instanceof Refused) return error.problem.status;
    throw error;
  }
};

test.each([
  ['the tenant of the key', bound, {}, 't1'],
  ['the same by name', bound, { tenantId: 't1' }, 't1'],
  ['another one is not there', bound, { tenantId: 't2' }, 404],
  ['nor is it to a member', memberCaller('user:1'), { tenantId: 't2' }, 404],
  ['any tenant', free, { tenantId: 't2' }, 't2'],
  ['a name that is none', free, { tenantId: 'a\u0000' }, 400],
  ['a name beyond ASCII', free, { tenantId: 'Ã¤' }, 400],
  ['an empty name', free, { tenantId: '' }, 400],
  ['an unknown key', undefined, {}, 401],
  ['an empty header', bound, { authorization: '' }, 401],
  ['another scheme', bound, { authorization: 'Basic a2V5' }, 401],
  ['a key with a blank in it', bound, { authorization: 'Bearer a b' }, 401],
  ['a scheme in lower case', bound, { authorization: 'bearer key_1' }, 't1'],
])('%s', async (_name, caller, request, outcome) => {
  expect(await ask(caller, request)).toBe(outcome);
});

test('no key at all is told how to send one', async () => {
  const credentials = { authorization: undefined, tenantId: undefined };
  const refused = authenticated(depsFor(bound), credentials, { may: 'known', account: undefined });
  await expect(refused).rejects.toMatchObject({
    problem: { status: 401, type: 'unauthenticated' },
    headers: { 'www-authenticate': 'Bearer realm="ledger"' },
  });
});

test('without the scope it is not there, and the detail names the scope and nothing else', async () => {
  const credentials = { authorization: 'Bearer key_1', tenantId: undefined };
  const wanted = { may: { scope: 'admin' }, account: undefined } as const;
  await expect(authenticated(depsFor(bound), credentials, wanted)).rejects.toMatchObject({
    problem: {
      status: 404,
      type: 'not-found',
      detail: 'There is nothing here for a key without the scope "admin".',
    },
  });
  const member = authenticated(depsFor(memberCaller('user:1')), credentials, wanted);
  await expect(member).rejects.toMatchObject({
    problem: { status: 404, detail: 'There is nothing of this name.' },
  });
});

test.each([
  ['owner', true],
  ['admin', true],
  ['moderator', true],
  ['member', false],
  ['guest', false],
  ['', false],
])('a group is open to its %s: %s', async (role, open) => {
  // The memberships of these tests name the role after the group.
  const wanted = { may: 'account', account: `group:${role}` } as const;
  const credentials = { authorization: 'Bearer x', tenantId: undefined };
  const asked = (tenant: string) =>
    authenticated(depsFor(memberCaller('user:1', tenant)), credentials, wanted);
  if (open) await expect(asked('t1')).resolves.toMatchObject({ tenant: 't1' });
  else await expect(asked('t1')).rejects.toMatchObject({ problem: { status: 404 } });
  await expect(asked('t2')).rejects.toMatchObject({ problem: { status: 404 } });
});

test('the admin key is known by its hash', () => {
  const known = adminKeyBy({ keyHash: sha256('key_1'), tenant: 'd' });
  expect(known(sha256('key_1'))).toMatchObject({ tenant: 'd', anyTenant: true });
  expect(known(sha256('key_2'))).toBeUndefined();
  expect(() => adminKeyBy({ keyHash: 'abc', tenant: 'd' })).toThrow('SHA-256');
});

test('a key is looked for by its hash, and a token is no key', async () => {
  const asked: string[] = [];
  const authenticator = authenticatorOf({
    adminKey: (hash) => (hash === sha256('key_admin') ? free : undefined),
    keyOf: async (hash) => {
      asked.push(hash);
      return undefined;
    },
    memberOf: async () => memberCaller('user:1'),
  });
  expect(await authenticator('key_admin')).toBe(free);
  expect(await authenticator('key_other')).toBeUndefined();
  expect(await authenticator('a.b.c')).toMatchObject({ kind: 'member' });
  expect(asked).toEqual([sha256('key_other')]);
});
