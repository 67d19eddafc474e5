import { hash, timingSafeEqual } from 'node:crypto';
import type { Authenticator } from './authenticator.ts';
import type { Scope } from './caller.ts';

const allScopes: ReadonlySet<Scope> = new Set([
  'ingest',
  'membership',
  'amend',
  'read',
  'billing',
  'admin',
]);

/**
 * Knows one key, which may do everything for any tenant. `keyHash` is the SHA-256 of the key as hex; `tenant` is whom it
 * acts for when a request names none. Hashes are compared, in constant time, so that timing tells nothing about the key.
 */
export const adminKeyAuthenticator = (admin: {
  readonly keyHash: string;
  readonly tenant: string;
}): Authenticator => {
  const expected = Buffer.from(admin.keyHash, 'hex');
  if (expected.length !== 32) throw new Error('keyHash must be a SHA-256 in hex');
  const caller = { tenant: admin.tenant, scopes: allScopes, anyTenant: true };
  return async (bearer) =>
    timingSafeEqual(hash('sha256', bearer, 'buffer'), expected) ? caller : undefined;
};
