import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';

/** Whether any document, void or not, was issued for a month before this one: it closes its month without a run of all. */
export const isBilledBefore = async (
  moment: Kysely<Database>,
  tenant: string,
  month: string,
): Promise<boolean> => {
  const found = await moment
    .selectFrom('read.billing_documents')
    .select('number')
    .where('tenant', '=', tenant)
    .where('month', '<', month)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
};
