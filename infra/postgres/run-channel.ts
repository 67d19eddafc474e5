import { sql, type Kysely } from 'kysely';
import type { Database } from './database.ts';

export const runChannel = 'ledger_billing_runs';

/** Tells the process that executes runs that there is one more. Not heard, it is found a little later. */
export const announceRun = async (db: Kysely<Database>): Promise<void> => {
  await sql`select pg_notify(${runChannel}, '')`.execute(db);
};
