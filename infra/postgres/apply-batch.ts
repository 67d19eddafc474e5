import { sql, type Kysely } from 'kysely';
import type { BatchChanges } from '../../projections/fold-batch.ts';
import type { Projector } from '../../projections/projector.ts';
import type { NumberedSlice } from '../feed/number-slice.ts';
import { rowOfCheckpoint } from './checkpoint-row.ts';
import type { Database, ReadTransaction } from './database.ts';
import { liveSet, type LiveSet } from './live-set.ts';
import { LostRace } from './lost-race.ts';
import { progressChannel } from './progress-channel.ts';
import { tableNamesOf } from './table-names.ts';
import { orPoison, takeIn } from './take-in.ts';

/** Moves the checkpoint from where this writer saw it, and says which revision of the live set is filled from there. */
const moveCheckpoint = async (
  tx: ReadTransaction,
  { before, after }: NumberedSlice,
): Promise<string> => {
  const { position, sequence, digest } = rowOfCheckpoint(before);
  const moved = await tx
    .updateTable('read.checkpoint')
    .set(rowOfCheckpoint(after))
    .where('position', 'is not distinct from', position)
    .where('sequence', '=', sequence)
    .where('digest', '=', digest)
    .returning('revision')
    .executeTakeFirst();
  if (moved === undefined) throw new LostRace('the checkpoint was moved by another writer');
  return moved.revision;
};

/**
 * Applies batches to the read models that answer, exactly once: rows and checkpoint commit together or not at all, and the
 * checkpoint moves only from where this writer saw it. A crash repeats the batch; a second writer throws LostRace. Throws
 * PoisonEvent where trying again cannot help. Returns what was written.
 */
export const batchApplier = (
  db: Kysely<Database>,
  projectors: readonly Projector[],
): ((batch: NumberedSlice) => Promise<BatchChanges>) => {
  let live: LiveSet | undefined;
  const apply = (batch: NumberedSlice): Promise<BatchChanges> =>
    db.transaction().execute(async (tx) => {
      const revision = await moveCheckpoint(tx, batch);
      if (live?.revision !== revision) live = await liveSet(tx, revision, projectors);
      const names = tableNamesOf(live.projectors);
      const changes = await takeIn(tx, { projectors: live.projectors, names }, batch);
      await sql`select pg_notify(${progressChannel}, '')`.execute(tx);
      return changes;
    });
  return (batch) => orPoison(batch, apply(batch));
};
