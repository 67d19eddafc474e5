import { TenantName } from '../../domain/fact/parts.ts';
import { badInput, problem, Refused } from '../problem.ts';
import type { Authenticator } from './authenticator.ts';
import type { Caller, Permission } from './caller.ts';

/** What authentication looks at. */
export type Credentials = {
  readonly method: string;
  readonly authorization: string | undefined;
  readonly tenantId: string | undefined;
};

/** On whose behalf a request acts. */
export type Acting = { readonly caller: Caller; readonly tenant: string };

const bearerForm = /^Bearer +([\x21-\x7e]+) *$/i;

const unauthenticated = (detail: string, challenge: string): Refused =>
  new Refused(problem(401, 'unauthenticated', detail), { 'www-authenticate': challenge });

const callerOf = async (
  authenticate: Authenticator,
  { authorization }: Credentials,
): Promise<Caller> => {
  if (authorization === undefined) {
    throw unauthenticated('Send a key: Authorization: Bearer key_…', 'Bearer realm="ledger"');
  }
  const bearer = bearerForm.exec(authorization)?.[1];
  const caller = bearer === undefined ? undefined : await authenticate(bearer);
  if (caller === undefined) {
    throw unauthenticated('This key is not known.', 'Bearer realm="ledger", error="invalid_token"');
  }
  return caller;
};

/**
 * The tenant a request is about. A header that disagrees with the credential is answered alike for tenants that exist and
 * for those that do not: to who reads, what is another's is not there (404); who writes is told (403).
 */
const tenantOf = (caller: Caller, { method, tenantId }: Credentials): string => {
  if (tenantId === undefined || tenantId === caller.tenant) return caller.tenant;
  if (!TenantName.is(tenantId)) {
    const message = 'must be 1 to 64 letters, digits and . _ : -, the first a letter or digit';
    throw new Refused(badInput([{ in: 'header', path: '/x-tenant-id', message }]));
  }
  if (caller.anyTenant) return tenantId;
  throw new Refused(
    method === 'GET' || method === 'HEAD'
      ? problem(404, 'not-found', 'There is nothing of this name.')
      : problem(
          403,
          'tenant-mismatch',
          'The key is bound to another tenant than x-tenant-id says.',
        ),
  );
};

/** Finds out who calls, for which tenant, and whether they may; throws Refused where not. */
export const authenticated = async (
  authenticate: Authenticator,
  credentials: Credentials,
  permission: Exclude<Permission, 'anyone'>,
): Promise<Acting> => {
  const caller = await callerOf(authenticate, credentials);
  if (!caller.scopes.has(permission.scope)) {
    throw new Refused(
      problem(403, 'scope-missing', `The key lacks the scope "${permission.scope}".`),
    );
  }
  return { caller, tenant: tenantOf(caller, credentials) };
};
