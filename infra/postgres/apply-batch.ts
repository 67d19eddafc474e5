import { sql, type Kysely, type Transaction } from 'kysely';
import { conflictOf, type RecordedFact } from '../../domain/ledger/recorded.ts';
import { factRow, factsTable } from '../../projections/facts/facts.ts';
import {
  foldBatch,
  rowsWanted,
  unprojectable,
  type BatchChanges,
  type Counted,
} from '../../projections/fold-batch.ts';
import type { Projector } from '../../projections/projector.ts';
import type { Table, Value } from '../../projections/table.ts';
import type { NumberedSlice } from '../feed/number-slice.ts';
import { PoisonEvent } from '../feed/poison-event.ts';
import { knownFacts } from './known-facts.ts';
import { progressChannel } from './progress.ts';
import { tableNamesOf, versionsOf, type TableNames } from './read-schema.ts';
import { insertNew, loadRows, writeRows } from './row-batches.ts';
import type { Database } from './database.ts';

type Tx = Transaction<Database>;

/** Another writer moved the checkpoint: this one must read where it stands now. */
export class LostRace extends Error {
  override readonly name = 'LostRace';
}

const moveCheckpoint = async (
  tx: Tx,
  versions: string,
  { before, after }: NumberedSlice,
): Promise<void> => {
  const moved = await tx
    .updateTable('read.checkpoint')
    .set({
      position: after.position === undefined ? null : String(after.position),
      sequence: String(after.sequence),
      digest: after.digest,
    })
    .where(
      'position',
      'is not distinct from',
      before.position === undefined ? null : String(before.position),
    )
    .where('sequence', '=', String(before.sequence))
    .where('digest', '=', before.digest)
    .where('versions', '=', versions)
    .executeTakeFirst();
  if (moved.numUpdatedRows === 1n) return;
  const known = await tx.selectFrom('read.checkpoint').select('versions').executeTakeFirst();
  if (known !== undefined && known.versions !== versions) {
    throw new PoisonEvent(`another version of the ledger fills the read models: ${known.versions}`);
  }
  throw new LostRace('the checkpoint was moved by another writer');
};

/** Of the facts whose identity was known: those that say something else than the one that counts, as conflicts. */
const conflictsAmong = async (
  tx: Tx,
  repeats: readonly RecordedFact[],
): Promise<readonly Counted[]> => {
  const known = await knownFacts(
    tx,
    repeats.map(({ fact }) => fact),
  );
  return repeats.flatMap((repeat, index) => {
    const contentHash = known[index]?.contentHash;
    return contentHash === undefined || contentHash === repeat.contentHash
      ? []
      : [{ kind: 'ledger', recorded: conflictOf(repeat, contentHash) } as const];
  });
};

/**
 * Takes out of a batch the facts whose identity was there before: they count nothing. The occurrence with the lowest
 * position is the fact, and the feed comes in that order; `facts` itself decides, so that a repeat in a later batch,
 * after a crash or in another process is found all the same.
 */
const countedOnce = async (
  tx: Tx,
  names: TableNames,
  events: readonly Counted[],
): Promise<readonly Counted[]> => {
  const facts = events.flatMap((event) => (event.kind === 'fact' ? [event.recorded] : []));
  const rows = facts.map(factRow).map(({ key, rest }) => [...key, ...rest]);
  const inserted = new Set(
    (await insertNew(tx, factsTable, nameOf(names, factsTable), rows, 'sequence')).map(String),
  );
  if (inserted.size === facts.length) return events;
  const isNew = ({ sequence }: RecordedFact): boolean => inserted.has(String(sequence));
  const repeats = facts.filter((recorded) => !isNew(recorded));
  const conflicts = await conflictsAmong(tx, repeats);
  const bySequence = new Map(conflicts.map((conflict) => [conflict.recorded.sequence, conflict]));
  // In its place: what another event says of the same conflict must be taken in before or after it as the log has it.
  return events.flatMap((event) => {
    if (event.kind !== 'fact' || isNew(event.recorded)) return [event];
    const conflict = bySequence.get(event.recorded.sequence);
    return conflict === undefined ? [] : [conflict];
  });
};

const nameOf = (names: TableNames, table: Table): string => {
  const name = names.get(table);
  if (name === undefined) throw new Error(`no read model has a table ${table.name}`);
  return name;
};

const load = async (
  tx: Tx,
  names: TableNames,
  wanted: ReturnType<typeof rowsWanted>,
): Promise<ReadonlyMap<Table, ReadonlyMap<string, readonly Value[]>>> => {
  const loaded = new Map<Table, ReadonlyMap<string, readonly Value[]>>();
  for (const [table, keys] of wanted) {
    loaded.set(table, await loadRows(tx, table, nameOf(names, table), [...keys.values()]));
  }
  return loaded;
};

const apply = (
  db: Kysely<Database>,
  projectors: readonly Projector[],
  batch: NumberedSlice,
): Promise<BatchChanges> =>
  db.transaction().execute(async (tx) => {
    await moveCheckpoint(tx, versionsOf(projectors), batch);
    const names = tableNamesOf(projectors);
    const counted = await countedOnce(tx, names, batch.events);
    const loaded = await load(tx, names, rowsWanted(projectors, counted));
    const changes = foldBatch(projectors, counted, loaded);
    for (const [table, rows] of changes) await writeRows(tx, table, nameOf(names, table), rows);
    await sql`select pg_notify(${progressChannel}, '')`.execute(tx);
    return changes;
  });

/** PostgreSQL's classes of errors that come from the values themselves: data, integrity, limits of a row or a key. */
const isOfTheValues = (error: Error): boolean =>
  'code' in error && /^(?:22|23|54)...$/.test(String(error.code));

/**
 * Applies a batch to all read models, exactly once: rows and checkpoint commit together or not at all, and the checkpoint
 * moves only from where this writer saw it. A crash repeats the batch; a second writer throws LostRace. Throws PoisonEvent
 * where trying again cannot help. Returns what was written.
 */
export const applyBatch = async (
  db: Kysely<Database>,
  projectors: readonly Projector[],
  batch: NumberedSlice,
): Promise<BatchChanges> => {
  try {
    return await apply(db, projectors, batch);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === unprojectable) throw new PoisonEvent(error.message, { cause: error });
    if (!isOfTheValues(error)) throw error;
    const { before, after } = batch;
    const which = `events number ${before.sequence + 1n} to ${after.sequence}`;
    throw new PoisonEvent(`${which} cannot be written: ${error.message}`, { cause: error });
  }
};
