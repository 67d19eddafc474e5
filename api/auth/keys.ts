import { randomBytes } from 'node:crypto';
import { sha256 } from '../../domain/hash.ts';
import type { EpochMs } from '../../domain/time/instant.ts';
import { keyPrefix } from './authenticator.ts';
import type { Scope } from './caller.ts';

/** What is known of a key, by everybody but its owner. */
export type KeyRecord = {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: EpochMs;
  /** The id of the key that made it. */
  readonly createdBy: string;
  readonly revokedAt: EpochMs | undefined;
  /** To the minute or so. */
  readonly lastUsedAt: EpochMs | undefined;
};

/** A key on its way into the store; `hash` is the SHA-256 of its text. */
export type NewKey = Pick<KeyRecord, 'id' | 'tenant' | 'name' | 'scopes' | 'createdBy'> & {
  readonly hash: string;
};

/** Where keys are kept. */
export type Keys = {
  /** Durable when it resolves. */
  readonly add: (key: NewKey) => Promise<KeyRecord>;
  /** Those of a tenant in the order in which they were made, the revoked included, after the id `after`. */
  readonly list: (
    tenant: string,
    page: { readonly after: string | undefined; readonly limit: number },
  ) => Promise<readonly KeyRecord[]>;
  /** Revokes it for good, or leaves it revoked. False where the tenant has no such key. */
  readonly revoke: (tenant: string, id: string) => Promise<boolean>;
};

const timeDigits = 9;

/** A key nobody else can guess, its hash, and an id that sorts by the time at which it was made. */
export const drawKey = (
  now: EpochMs,
): { readonly id: string; readonly key: string; readonly hash: string } => {
  const key = `${keyPrefix}${randomBytes(32).toString('base64url')}`;
  const time = now.toString(36).padStart(timeDigits, '0');
  return { id: `${time}${randomBytes(6).toString('hex')}`, key, hash: sha256(key) };
};
