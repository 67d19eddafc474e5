import { sql, type Kysely } from 'kysely';
import type { Database } from '../database.ts';

/**
 * The next accounts that may have something to pay, in the order that the database puts names in, which its indexes have:
 * those with usage, a place in a group, a subscription, or a document.
 */
export const accountsAfter = async (
  db: Kysely<Database>,
  tenant: string,
  after: string,
  limit: number,
): Promise<readonly string[]> => {
  const next = (table: string, column: string) => sql`
    (select distinct ${sql.ref(column)} as account from ${sql.table(table)}
    where tenant = ${tenant} and ${sql.ref(column)} > ${after}
      and (${sql.ref(column)} like 'user:%' or ${sql.ref(column)} like 'group:%')
    order by 1 limit ${limit})`;
  const { rows } = await sql<{ readonly account: string }>`
    ${next('read.accounts', 'account')} union ${next('read.memberships', 'member')}
    union ${next('read.subscriptions', 'account')} union ${next('read.billing_documents', 'account')}
    order by 1 limit ${limit}`.execute(db);
  return rows.map(({ account }) => account);
};
