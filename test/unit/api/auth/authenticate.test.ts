import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { adminKeyAuthenticator } from '../../../../api/auth/admin-key.ts';
import { authenticated } from '../../../../api/auth/authenticate.ts';
import type { Caller } from '../../../../api/auth/caller.ts';
import { Refused } from '../../../../api/problem.ts';

const bound: Caller = { tenant: 't1', scopes: new Set(['read', 'ingest']), anyTenant: false };
const free: Caller = { ...bound, anyTenant: true };

type Asked = {
  readonly method?: string;
  readonly authorization?: string;
  readonly tenantId?: string;
};

const ask = async (
  caller: Caller | undefined,
  { method = 'GET', authorization = 'Bearer key_1', tenantId }: Asked,
  scope: 'read' | 'admin' = 'read',
): Promise<string | number> => {
  try {
    const credentials = { method, authorization, tenantId };
    return (await authenticated(async () => caller, credentials, { scope })).tenant;
  } catch (error) {
    if (error instanceof Refused) return error.problem.status;
    throw error;
  }
};

test.each([
  ['the tenant of the key', bound, {}, 't1'],
  ['the same by name', bound, { tenantId: 't1' }, 't1'],
  ['another one to read from is not there', bound, { tenantId: 't2' }, 404],
  ['another one to write to is refused', bound, { tenantId: 't2', method: 'POST' }, 403],
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
  const credentials = { method: 'GET', authorization: undefined, tenantId: undefined };
  const refused = authenticated(async () => bound, credentials, { scope: 'read' });
  await expect(refused).rejects.toMatchObject({
    problem: { status: 401, type: 'unauthenticated' },
    headers: { 'www-authenticate': 'Bearer realm="ledger"' },
  });
});

test('a key without the scope is refused', async () => {
  expect(await ask(bound, {}, 'admin')).toBe(403);
});

test('the admin key is known by its hash', async () => {
  const keyHash = hash('sha256', 'key_1', 'hex');
  const authenticate = adminKeyAuthenticator({ keyHash, tenant: 'd' });
  expect(await authenticate('key_1')).toMatchObject({ tenant: 'd', anyTenant: true });
  expect(await authenticate('key_2')).toBeUndefined();
  expect(() => adminKeyAuthenticator({ keyHash: 'abc', tenant: 'd' })).toThrow('SHA-256');
});
