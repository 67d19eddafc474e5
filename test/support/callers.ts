import type { Acting } from '../../api/auth/authenticate.ts';
import { scopes, type KeyCaller, type MemberCaller, type Scope } from '../../api/auth/caller.ts';

/** A key of tenant t1, of which only what matters to a test has to be said. */
export const keyCaller = (parts: Partial<KeyCaller> = {}): KeyCaller => ({
  kind: 'key',
  id: 'k1',
  name: 'a key',
  tenant: 't1',
  scopes: new Set<Scope>(scopes),
  anyTenant: false,
  ...parts,
});

export const memberCaller = (account: string, tenant = 't1'): MemberCaller => ({
  kind: 'member',
  tenant,
  account,
});

/** On behalf of a key of t1 that may do everything there. */
export const actingByKey: Acting = { caller: keyCaller(), tenant: 't1' };
