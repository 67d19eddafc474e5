import { sql, type Kysely } from 'kysely';
import type { Database } from '../database.ts';

type AccountRow = { readonly account: string; readonly facts: bigint };
type Page = { readonly after: string | undefined; readonly limit: number };

/** The members and groups with usage, in order of name, after the name `after`, those whose name contains `search`. */
export const accounts = async (
  db: Kysely<Database>,
  tenant: string,
  search: string | undefined,
  { after, limit }: Page,
): Promise<readonly AccountRow[]> => {
  const rows = await db
    .selectFrom('read.accounts')
    .select(['account', 'facts'])
    .where('tenant', '=', tenant)
    // A service is a subject but no account.
    .where('account', 'not like', 'service:%')
    .where('account', '>', after ?? '')
    .where(sql<boolean>`strpos(account, ${search ?? ''}) > 0`)
    .orderBy('account')
    .limit(limit)
    .execute();
  return rows.map(({ account, facts }) => ({ account, facts: BigInt(facts) }));
};
