import { AccountName, accountOf } from '../../domain/account.ts';
import type { Acting } from './authenticate.ts';
import { leads, type Memberships } from './memberships.ts';

/** Whether an account is a caller's to read: a key's all of its tenant, a member's their own and that of a group they lead. */
export const mayReadAccount = async (
  memberships: Pick<Memberships, 'roleIn'>,
  { caller, tenant }: Acting,
  account: string,
): Promise<boolean> => {
  if (caller.kind === 'key' || account === caller.account) return true;
  const named = AccountName.is(account) ? accountOf(account) : undefined;
  return (
    named?.kind === 'group' && leads(await memberships.roleIn(tenant, named.id, caller.account))
  );
};
