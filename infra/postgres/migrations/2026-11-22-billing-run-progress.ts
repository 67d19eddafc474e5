import { sql, type Kysely } from 'kysely';

const counts = ['issued', 'nothing_to_bill', 'standing', 'failed'];

export const up = async (db: Kysely<unknown>): Promise<void> => {
  let table = db.schema
    .withSchema('ops')
    .createTable('billing_run_progress')
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('run', 'text', (column) => column.notNull())
    .addColumn('last_account', 'text')
    .addColumn('accounts', 'bigint');
  for (const name of counts) {
    table = table.addColumn(name, 'bigint', (column) => column.notNull().defaultTo(0));
  }
  await table
    .addColumn('failures', 'json', (column) => column.notNull().defaultTo(sql`'[]'`))
    .addColumn('totals', 'json', (column) => column.notNull().defaultTo(sql`'{}'`))
    .addColumn('cancel_requested', 'boolean', (column) => column.notNull().defaultTo(false))
    .addColumn('problem', 'text')
    .addColumn('updated_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint('billing_run_progress_pkey', ['tenant', 'run'])
    .execute();
};
