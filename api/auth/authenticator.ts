import { sha256 } from '../../domain/hash.ts';
import type { Caller, KeyCaller } from './caller.ts';

/** Tells who is behind a bearer credential; undefined where nobody is. Throws ServiceUnavailable when it cannot tell now. */
export type Authenticator = (bearer: string) => Promise<Caller | undefined>;

/** What every key begins with, and no token does. */
export const keyPrefix = 'key_';

/** Tells keys and tokens apart. A key is looked for by its hash: the key itself goes no further than here. */
export const authenticatorOf = ({
  adminKey,
  keyOf,
  memberOf,
}: {
  readonly adminKey: (hash: string) => KeyCaller | undefined;
  readonly keyOf: (hash: string) => Promise<KeyCaller | undefined>;
  readonly memberOf: Authenticator;
}): Authenticator => {
  return async (bearer) => {
    if (!bearer.startsWith(keyPrefix)) return memberOf(bearer);
    const hash = sha256(bearer);
    return adminKey(hash) ?? keyOf(hash);
  };
};
