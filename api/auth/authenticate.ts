import { TenantName } from '../../domain/fact/parts.ts';
import { badInput, problem, Refused } from '../problem.ts';
import type { Authenticator } from './authenticator.ts';
import { bearerIn } from './bearer.ts';
import type { Caller } from './caller.ts';
import { leads, type Memberships } from './memberships.ts';
import { decide, scopesFor, type Permission } from './permission.ts';

/** What authentication looks at. */
export type Credentials = {
  readonly authorization: string | undefined;
  readonly tenantId: string | undefined;
};

/** What a caller asks for: by what rule, and of which account, where the path names one. */
export type Wanted = { readonly may: Permission; readonly account: string | undefined };

/** On whose behalf a request acts. */
export type Acting = { readonly caller: Caller; readonly tenant: string };

export type AuthDeps = {
  readonly authenticator: Authenticator;
  readonly memberships: Pick<Memberships, 'roleIn'>;
};

const unauthenticated = (detail: string, challenge: string): Refused =>
  new Refused(problem(401, 'unauthenticated', detail), { 'www-authenticate': challenge });

const callerOf = async (
  authenticate: Authenticator,
  { authorization }: Credentials,
): Promise<Caller> => {
  if (authorization === undefined) {
    throw unauthenticated(
      'Send a key or a token: Authorization: Bearer …',
      'Bearer realm="ledger"',
    );
  }
  const bearer = bearerIn(authorization);
  const caller = bearer === undefined ? undefined : await authenticate(bearer);
  if (caller === undefined) {
    throw unauthenticated(
      'This credential is not known, or not valid any more.',
      'Bearer realm="ledger", error="invalid_token"',
    );
  }
  return caller;
};

const nothingThere = 'There is nothing of this name.';

/**
 * The tenant a request is about. A header that disagrees with the credential is answered alike for tenants that exist and
 * for those that do not: what is another's is not there.
 */
const tenantOf = (caller: Caller, { tenantId }: Credentials): string => {
  if (tenantId === undefined || tenantId === caller.tenant) return caller.tenant;
  if (!TenantName.is(tenantId)) {
    const message = 'must be 1 to 64 letters, digits and . _ : -, the first a letter or digit';
    throw new Refused(badInput([{ in: 'header', path: '/x-tenant-id', message }]));
  }
  if (caller.kind === 'key' && caller.anyTenant) return tenantId;
  throw new Refused(problem(404, 'not-found', nothingThere));
};

/** Says no more than what the path needs of a key, and of members nothing: to them it is not there. */
const refusal = ({ kind }: Caller, may: Permission): Refused => {
  const needed = scopesFor(may)
    .map((scope) => `"${scope}"`)
    .join(' or ');
  if (may === 'operator') return new Refused(problem(404, 'not-found', nothingThere));
  const detail =
    kind === 'key' && needed !== ''
      ? `There is nothing here for a key without the scope ${needed}.`
      : nothingThere;
  return new Refused(problem(404, 'not-found', detail));
};

/**
 * Finds out who calls, for which tenant, and whether they may; throws Refused where not: 401 where nobody is known, 404 for
 * all that is not the caller's to see or to do.
 */
export const authenticated = async (
  { authenticator, memberships }: AuthDeps,
  credentials: Credentials,
  { may, account }: Wanted,
): Promise<Acting> => {
  const caller = await callerOf(authenticator, credentials);
  const tenant = tenantOf(caller, credentials);
  const decision = decide(caller, may, account);
  if (decision === 'granted') return { caller, tenant };
  if (decision !== 'refused' && caller.kind === 'member') {
    const role = await memberships.roleIn(tenant, decision.whereLeading, caller.account);
    if (leads(role)) return { caller, tenant };
  }
  throw refusal(caller, may);
};
