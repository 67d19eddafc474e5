import { sql, type Kysely } from 'kysely';
import type { RecordedEvent } from '../../../domain/event-log.ts';
import type { Fact } from '../../../domain/fact/fact.ts';
import { beginning, type Checkpoint } from '../../../domain/ledger/checkpoint.ts';
import { numberSlice } from '../../../infra/feed/number-slice.ts';
import { batchApplier } from '../../../infra/postgres/apply-batch.ts';
import type { NumberedSlice } from '../../../infra/feed/number-slice.ts';
import { readCheckpoint } from '../../../infra/postgres/checkpoint.ts';
import type { Database } from '../../../infra/postgres/database.ts';
import { tableNamesOf } from '../../../infra/postgres/table-names.ts';
import { readModels } from '../../../projections/read-models.ts';
import { eventOf, namespace } from '../../support/facts.ts';

export type Db = Kysely<Database>;

/** These events as one batch on top of `before`. */
export const batchOf = (before: Checkpoint, events: readonly RecordedEvent[]): NumberedSlice => {
  const position = events.at(-1)?.position ?? before.position ?? 0n;
  return numberSlice(namespace, before, { events, position, caughtUp: true });
};

/** Applies batches of events one after another, from where the read models stand. */
export const applyAll = async (
  db: Db,
  ...parts: readonly (readonly RecordedEvent[])[]
): Promise<Checkpoint> => {
  let checkpoint = await readCheckpoint(db);
  const apply = batchApplier(db, readModels);
  for (const part of parts) {
    const batch = batchOf(checkpoint, part);
    await apply(batch);
    checkpoint = batch.after;
  }
  return checkpoint;
};

/** Facts as the log has them that begins with them. */
export const eventsOf = (...facts: readonly Fact[]): readonly RecordedEvent[] =>
  facts.map((fact, index) => eventOf(fact, BigInt(index + 1)));

export const firstBatch = (...facts: readonly Fact[]): NumberedSlice =>
  batchOf(beginning, eventsOf(...facts));

/** Every row of the read models as the database writes it, by table, in the order of the keys. */
export const dump = async (db: Db): Promise<Readonly<Record<string, readonly string[]>>> => {
  const tables: Record<string, readonly string[]> = {};
  for (const [{ key }, name] of tableNamesOf(readModels)) {
    const columns = sql.raw(key.map(([column]) => column).join(', '));
    const { rows } = await sql<{ readonly row: string }>`
      select t::text as row from ${sql.raw(name)} t order by ${columns}`.execute(db);
    tables[name] = rows.map(({ row }) => row);
  }
  return tables;
};

/** Empties the read models. */
export const clear = async (db: Db): Promise<void> => {
  const names = [...tableNamesOf(readModels).values()].join(', ');
  await sql`truncate ${sql.raw(names)}`.execute(db);
  await db
    .updateTable('read.checkpoint')
    .set({ position: null, sequence: '0', digest: '' })
    .execute();
};
