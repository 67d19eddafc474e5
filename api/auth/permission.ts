import { AccountName, accountOf } from '../../domain/account.ts';
import type { Caller, Scope } from './caller.ts';

/**
 * What a route asks of its caller, as data:
 * `anyone`: nothing, not even a credential.
 * `known`: any credential that is known.
 * `member`: a member's own.
 * `account`: of the account in its path: a key that reads, the member it belongs to, or who leads the group that it is.
 * `fact`: a key that reads, or a member, to whom its handler shows no fact but those that concern them.
 * `account_documents`: as `account`, and a key that bills: what was billed to the account.
 * `document`: a key that reads or bills, or a member, to whom its handler shows no document but those of accounts that
 * are theirs to read.
 * `operator`: of the whole installation: a key with `admin` that may act for any tenant.
 * `scope`, `anyOf`: a key that has it, or one of them; the whole of the tenant is open to it then.
 */
export type Permission =
  | 'anyone'
  | 'known'
  | 'member'
  | 'account'
  | 'fact'
  | 'account_documents'
  | 'document'
  | 'operator'
  | { readonly scope: Scope }
  | { readonly anyOf: readonly Scope[] };

/** What was decided: yes, no, or yes for those who lead the group. */
export type Decision = 'granted' | 'refused' | { readonly whereLeading: string };

/** The scopes of which a key must have one; none where a key cannot have what is asked, or needs no scope for it. */
export const scopesFor = (permission: Permission): readonly Scope[] => {
  switch (permission) {
    case 'anyone':
    case 'known':
    case 'member':
      return [];
    case 'account':
    case 'fact':
      return ['read'];
    case 'account_documents':
    case 'document':
      return ['read', 'billing'];
    case 'operator':
      return ['admin'];
    default:
      return 'scope' in permission ? [permission.scope] : permission.anyOf;
  }
};

/** Their own account, or that of a group where they lead it. */
const ofAccount = (self: string, account: string | undefined): Decision => {
  if (account === self) return 'granted';
  // What is no account is asked for nowhere: a database does not take every text.
  const asked = AccountName.is(account) ? accountOf(account) : undefined;
  return asked?.kind === 'group' ? { whereLeading: asked.id } : 'refused';
};

/** What a member may do, who has no scopes: only what is their own, or their group's. */
const forMember = (self: string, permission: Permission, account: string | undefined): Decision => {
  switch (permission) {
    case 'anyone':
    case 'known':
    case 'member':
    case 'fact':
    case 'document':
      return 'granted';
    case 'account':
    case 'account_documents':
      return ofAccount(self, account);
    case 'operator':
    default:
      return 'refused';
  }
};

/** Whether a caller may, within their own tenant. `account` is the one in the path, where there is one. */
export const decide = (
  caller: Caller,
  permission: Permission,
  account: string | undefined,
): Decision => {
  if (caller.kind === 'member') return forMember(caller.account, permission, account);
  if (permission === 'anyone' || permission === 'known') return 'granted';
  if (permission === 'operator' && !caller.anyTenant) return 'refused';
  return scopesFor(permission).some((scope) => caller.scopes.has(scope)) ? 'granted' : 'refused';
};
