import { timingSafeEqual } from 'node:crypto';
import { scopes, type KeyCaller } from './caller.ts';

/** The one key that is not kept with the others: that of the data folder. */
export const adminKeyId = 'admin';

/**
 * Knows one key, which may do everything for any tenant. `keyHash` is the SHA-256 of the key as hex; `tenant` is whom it
 * acts for when a request names none. Hashes are compared, in constant time, so that timing tells nothing about the key.
 */
export const adminKeyBy = (admin: {
  readonly keyHash: string;
  readonly tenant: string;
}): ((hash: string) => KeyCaller | undefined) => {
  const expected = Buffer.from(admin.keyHash, 'hex');
  if (expected.length !== 32) throw new Error('keyHash must be a SHA-256 in hex');
  const caller: KeyCaller = {
    kind: 'key',
    id: adminKeyId,
    name: 'admin key of the data folder',
    tenant: admin.tenant,
    scopes: new Set(scopes),
    anyTenant: true,
  };
  return (hash) => (timingSafeEqual(Buffer.from(hash, 'hex'), expected) ? caller : undefined);
};
