import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';

/** The role of a member in a group; undefined for one who is not in it, or not any more. */
export const roleIn = async (
  db: Kysely<Database>,
  tenant: string,
  group: string,
  member: string,
): Promise<string | undefined> => {
  const row = await db
    .selectFrom('read.memberships')
    .select('role')
    .where('tenant', '=', tenant)
    .where('group_id', '=', group)
    .where('member', '=', member)
    // Who left has a row still.
    .where('role', '<>', '')
    .executeTakeFirst();
  return row?.role;
};

/** The groups that a member is in, and as what, in order of name. */
export const groupsOf = (
  db: Kysely<Database>,
  tenant: string,
  member: string,
): Promise<readonly { readonly group: string; readonly role: string }[]> =>
  db
    .selectFrom('read.memberships')
    .select(['group_id as group', 'role'])
    .where('tenant', '=', tenant)
    .where('member', '=', member)
    .where('role', '<>', '')
    .orderBy('group_id')
    .execute();
