import { sql, type Kysely } from 'kysely';
import type { Database } from '../database.ts';
import { up as apiKeys } from '../migrations/2026-11-22-api-keys.ts';
import { up as billingRunProgress } from '../migrations/2026-11-22-billing-run-progress.ts';

type Migration = (db: Kysely<unknown>) => Promise<void>;

/** By name, in order. One that was ever released is never changed, renamed or taken away. */
const migrations: Readonly<Record<string, Migration>> = {
  '2026-11-22-api-keys': apiKeys,
  '2026-11-22-billing-run-progress': billingRunProgress,
};

/**
 * Brings schema `ops`, which holds what is not in the log, to where this program needs it. Safe to call from several
 * processes at once: one goes first, and the others find it done. What a newer program has added is left alone, so that
 * the one before it can be started again.
 */
export const migrateOps = (db: Kysely<Database>): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('ledger ops schema'))`.execute(tx);
    await sql`create schema if not exists ops`.execute(tx);
    await sql`
      create table if not exists ops.migrations
        (name text primary key, done_at timestamptz not null default now())`.execute(tx);
    const { rows } = await sql<{ readonly name: string }>`
      select name from ops.migrations`.execute(tx);
    const done = new Set(rows.map(({ name }) => name));
    for (const [name, up] of Object.entries(migrations)) {
      if (done.has(name)) continue;
      // A migration knows no tables but those that it finds.
      await up(tx as unknown as Kysely<unknown>);
      await sql`insert into ops.migrations (name) values (${name})`.execute(tx);
    }
  });
