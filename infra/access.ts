import type { Logger } from 'pino';
import { adminKeyBy } from '../api/auth/admin-key.ts';
import { authenticatorOf } from '../api/auth/authenticator.ts';
import type { KeyCaller } from '../api/auth/caller.ts';
import { knownKeys } from '../api/auth/known-keys.ts';
import { memberAuthenticator } from '../api/auth/members.ts';
import type { Deps } from '../api/deps.ts';
import type { AdminKey } from './config/admin-key.ts';
import type { Settings } from './config/settings.ts';
import { memberFacts } from './feed/member-facts.ts';
import type { Stores } from './open-stores.ts';
import { orUnavailable } from './or-unavailable.ts';
import { keyUses } from './postgres/ops/key-uses.ts';
import {
  addKey,
  findKey,
  listKeys,
  noteUses,
  revokeKey,
  type KeyRecord,
} from './postgres/ops/keys.ts';
import { groupsOf, roleIn } from './postgres/queries/memberships.ts';

/** What the API has to know about its callers. */
type Access = Pick<Deps, 'authenticator' | 'keys' | 'memberships' | 'memberFacts'> & {
  /** Writes down the last uses. Call it when no request is under way any more. */
  readonly stop: () => Promise<void>;
};

const callerBy = ({ id, name, tenant, scopes }: KeyRecord): KeyCaller => ({
  kind: 'key',
  id,
  name,
  tenant,
  scopes: new Set(scopes),
  anyTenant: false,
});

/** Keys and memberships from the database, tokens by the issuers of the settings; outages tell the caller to come again. */
export const accessOver = (
  { namespace, tenant, issuers }: Pick<Settings, 'namespace' | 'tenant' | 'issuers'>,
  { db, log }: Pick<Stores, 'db' | 'log'>,
  adminKey: AdminKey,
  logger: Logger,
): Access => {
  const uses = keyUses({
    write: (noted) => noteUses(db, noted),
    now: Date.now,
    onError: (error) => {
      logger.warn({ err: error }, 'when keys were last used is not written yet');
    },
  });
  const known = knownKeys({
    lookUp: orUnavailable(async (hash) => {
      const found = await findKey(db, hash);
      return found === undefined ? undefined : callerBy(found);
    }),
    onUse: uses.note,
    now: Date.now,
  });
  return {
    authenticator: authenticatorOf({
      adminKey: adminKeyBy({ keyHash: adminKey.hash, tenant }),
      keyOf: known.find,
      memberOf: memberAuthenticator(issuers, Date.now),
    }),
    keys: {
      add: orUnavailable((key) => addKey(db, key)),
      list: orUnavailable((of, page) => listKeys(db, of, page)),
      revoke: orUnavailable(async (of, id) => {
        const revoked = await revokeKey(db, of, id);
        known.forget();
        return revoked;
      }),
    },
    memberships: {
      roleIn: orUnavailable((of, group, member) => roleIn(db, of, group, member)),
      groupsOf: orUnavailable((of, member) => groupsOf(db, of, member)),
    },
    memberFacts: orUnavailable(memberFacts({ log, namespace })),
    stop: uses.stop,
  };
};
