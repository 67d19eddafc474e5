import { hash } from 'node:crypto';
import { adminKeyBy } from '../../../api/auth/admin-key.ts';
import { authenticatorOf } from '../../../api/auth/authenticator.ts';
import type { KeyCaller } from '../../../api/auth/caller.ts';
import type { Issuer } from '../../../api/auth/issuer.ts';
import type { KeyRecord } from '../../../api/auth/keys.ts';
import { memberAuthenticator } from '../../../api/auth/members.ts';
import type { Deps } from '../../../api/deps.ts';
import type { Fact } from '../../../domain/fact/fact.ts';

export const secret = new TextEncoder().encode('the secret of the tests, thirty-two bytes');

/** An issuer as the host platform is one: its own claims, no name. */
export const platform: Issuer = {
  name: 'platform',
  signing: { algorithm: 'HS256', secret },
  issuer: undefined,
  audience: undefined,
  userClaim: 'id',
  tenantClaim: 'tenantId',
};

type Access = Pick<Deps, 'authenticator' | 'keys' | 'memberships' | 'memberFacts'>;

/** Keys in a map, members by `platform`, and memberships as they are given: tenant, group, member, role. */
export const inMemoryAccess = (
  { key, now }: { readonly key: string; readonly now: () => number },
  facts: () => readonly Fact[],
  roles: readonly (readonly [string, string, string, string])[] = [],
): Access => {
  const kept = new Map<string, KeyRecord>();
  const callerBy = (record: KeyRecord): KeyCaller => ({
    kind: 'key',
    id: record.id,
    name: record.name,
    tenant: record.tenant,
    scopes: new Set(record.scopes),
    anyTenant: false,
  });
  const own = (tenant: string): readonly [string, KeyRecord][] =>
    [...kept].filter(([, record]) => record.tenant === tenant);
  return {
    authenticator: authenticatorOf({
      adminKey: adminKeyBy({ keyHash: hash('sha256', key, 'hex'), tenant: 'default' }),
      keyOf: async (hashed) => {
        const found = kept.get(hashed);
        return found === undefined || found.revokedAt !== undefined ? undefined : callerBy(found);
      },
      memberOf: memberAuthenticator([platform], now),
    }),
    keys: {
      add: async ({ hash: hashed, ...made }) => {
        const times = { createdAt: now(), revokedAt: undefined, lastUsedAt: undefined };
        kept.set(hashed, { ...made, ...times });
        return { ...made, ...times };
      },
      list: async (tenant, { after = '', limit }) =>
        own(tenant)
          .map(([, record]) => record)
          .filter(({ id }) => id > after)
          .sort((a, b) => (a.id < b.id ? -1 : 1))
          .slice(0, limit),
      revoke: async (tenant, id) => {
        const found = own(tenant).find(([, record]) => record.id === id);
        if (found !== undefined) kept.set(found[0], { ...found[1], revokedAt: now() });
        return found !== undefined;
      },
    },
    memberships: {
      roleIn: async (tenant, group, member) =>
        roles.find((row) => row[0] === tenant && row[1] === group && row[2] === member)?.[3],
      groupsOf: async (tenant, member) =>
        roles
          .filter((row) => row[0] === tenant && row[2] === member)
          .map(([, group, , role]) => ({ group, role })),
    },
    memberFacts: async (tenant, account) =>
      (async function* () {
        yield facts()
          .filter((fact) => fact.tenant === tenant && fact.subject === account)
          .map((fact) => ({ fact, position: 1n, recordedAt: '2026-01-31T00:00:00.000Z' }));
      })(),
  };
};
