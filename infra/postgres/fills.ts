import { sql, type Kysely } from 'kysely';
import { beginning, type Checkpoint } from '../../domain/ledger/checkpoint.ts';
import type { Projector } from '../../projections/projector.ts';
import { checkpointOfRow, rowOfCheckpoint } from './checkpoint-row.ts';
import type { Database, FilledMeter, ReadTransaction } from './database.ts';
import { createNextTables, dropTables } from './read-tables.ts';

/** Said when there is something to fill, or no longer. */
export const fillChannel = 'ledger_fills';

/** The name of the fill that brings meters of tenants up to the log. */
export const metersFill = 'meters of tenants';

/** What is filled from the beginning of the log beside what answers. */
export type Fill = {
  /** A read model's, or that of meters. */
  readonly name: string;
  readonly version: number;
  /** The meters that are filled. */
  readonly meters: readonly FilledMeter[];
  readonly checkpoint: Checkpoint;
  readonly startedAt: Date;
  /** Why it cannot go on. */
  readonly problem: string | undefined;
};

export const notifyFills = (tx: Kysely<Database>) =>
  sql`select pg_notify(${fillChannel}, '')`.execute(tx);

/**
 * Holds what is asked for still, until the transaction ends: of several who ask one comes after the other, and behind a
 * fill that joins. Comes before `read.projections` is read, which the swap needs for itself alone: the two would else wait
 * for each other.
 */
export const holdFills = (tx: ReadTransaction) =>
  sql`lock table read.fills in share row exclusive mode`.execute(tx);

type NewFill = Pick<Fill, 'name' | 'version' | 'meters'> & { readonly tables: readonly string[] };

const begin = (tx: ReadTransaction, fill: NewFill) =>
  tx
    .insertInto('read.fills')
    .values({
      name: fill.name,
      version: fill.version,
      meters: JSON.stringify(fill.meters),
      tables: JSON.stringify(fill.tables),
      ...rowOfCheckpoint(beginning),
      problem: null,
    })
    .execute();

/** Removes a fill with its tables, whatever version it is of. */
const removeFill = async (tx: ReadTransaction, name: string): Promise<boolean> => {
  const removed = await tx
    .deleteFrom('read.fills')
    .where('name', '=', name)
    .returning('tables')
    .executeTakeFirst();
  if (removed !== undefined) await dropTables(tx, removed.tables);
  return removed !== undefined;
};

/** Has a read model filled anew beside the one that answers; one that is under way goes on, one that failed begins again. */
export const requestFill = async (tx: ReadTransaction, projector: Projector): Promise<void> => {
  const { name, version } = projector;
  await holdFills(tx);
  const known = await tx
    .selectFrom('read.fills')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirst();
  if (known?.version === version && known.problem === null) return;
  await removeFill(tx, name);
  const tables = await createNextTables(tx, projector);
  await begin(tx, { name, version, meters: [], tables });
  await notifyFills(tx);
};

/** Has meters filled. */
export const requestMetersFill = (tx: ReadTransaction, meters: Fill['meters']) =>
  begin(tx, { name: metersFill, version: 1, meters, tables: [] });

/** Forgets the fill of meters where the usage that it was written to goes: it begins anew when usage answers again. */
export const forgetMetersFill = (tx: ReadTransaction) => removeFill(tx, metersFill);

/** Goes on with the fill of meters, where it could not: what it has taken in stays. */
export const retryMetersFill = (tx: ReadTransaction) =>
  tx
    .updateTable('read.fills')
    .set({ problem: null })
    .where('name', '=', metersFill)
    .where('problem', 'is not', null)
    .execute();

/** Has a fill that is under way begin anew, whatever version it is of. */
export const restartFill = async (tx: ReadTransaction, name: string): Promise<void> => {
  const known = await tx
    .updateTable('read.fills')
    .set(rowOfCheckpoint(beginning))
    .where('name', '=', name)
    .returning('tables')
    .executeTakeFirst();
  for (const table of known?.tables ?? []) await sql`truncate ${sql.raw(table)}`.execute(tx);
};

/** Gives a fill up; what answers goes on as it is. Says whether there was one. */
export const cancelFill = async (tx: ReadTransaction, name: string): Promise<boolean> => {
  const isRemoved = await removeFill(tx, name);
  if (isRemoved) await notifyFills(tx);
  return isRemoved;
};

/**
 * All that is being filled, or waits for it, in the order in which it was asked for; the index of facts first, since it
 * decides for the others what counts; meters last, since usage that is
 * filled anew has them begin again.
 */
export const fills = async (db: Kysely<Database>): Promise<readonly Fill[]> => {
  const rows = await db
    .selectFrom('read.fills')
    .selectAll()
    .orderBy(sql`name = ${metersFill}`)
    .orderBy(sql`name <> 'facts'`)
    .orderBy('started_at')
    .orderBy('name')
    .execute();
  return rows.map(({ name, version, meters, started_at, problem, ...row }) => ({
    name,
    version,
    meters,
    checkpoint: checkpointOfRow(row),
    startedAt: started_at,
    problem: problem ?? undefined,
  }));
};

/** Notes why a fill cannot go on; it stays, so that it is seen, until it is asked for again or given up. */
export const failFill = (
  db: Kysely<Database>,
  { name, version, startedAt }: Fill,
  problem: string,
) =>
  db
    .updateTable('read.fills')
    .set({ problem })
    .where('name', '=', name)
    .where('version', '=', version)
    // One that was asked for meanwhile has not failed. A Date has no microseconds.
    .where(sql`date_trunc('milliseconds', started_at)`, '=', startedAt)
    .execute();
