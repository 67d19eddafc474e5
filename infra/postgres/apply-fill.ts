import { sql, type Kysely } from 'kysely';
import type { Checkpoint } from '../../domain/ledger/checkpoint.ts';
import type { NumberedSlice } from '../feed/number-slice.ts';
import { checkpointOfRow, rowOfCheckpoint } from './checkpoint-row.ts';
import type { Database, ReadTransaction } from './database.ts';
import { notifyFills } from './fills.ts';
import { reviseLiveSet } from './live-set.ts';
import { LostRace } from './lost-race.ts';
import { progressChannel } from './progress-channel.ts';
import { orPoison, takeIn, type Intake } from './take-in.ts';

/** The fill is no longer asked for. */
export class FillCancelled extends Error {
  override readonly name = 'FillCancelled';
}

/** A fill that is under way: where its rows go, and how it takes its place in the end. */
export type FillIntake = {
  readonly name: string;
  readonly version: number;
  readonly intake: (tx: ReadTransaction) => Promise<Intake>;
  /** Has what was filled answer from here on. */
  readonly join: (tx: ReadTransaction) => Promise<void>;
};

const moveFill = async (
  tx: ReadTransaction,
  { name, version }: FillIntake,
  { before, after }: NumberedSlice,
): Promise<void> => {
  const moved = await tx
    .updateTable('read.fills')
    .set(rowOfCheckpoint(after))
    .where('name', '=', name)
    .where('version', '=', version)
    .where('sequence', '=', String(before.sequence))
    .where('digest', '=', before.digest)
    .executeTakeFirst();
  if (moved.numUpdatedRows === 1n) return;
  const known = await tx
    .selectFrom('read.fills')
    .select('name')
    .where('name', '=', name)
    .where('version', '=', version)
    .executeTakeFirst();
  throw known === undefined
    ? new FillCancelled(`${name} is no longer filled`)
    : new LostRace('the checkpoint of the fill was moved by another writer');
};

const apply = async (
  tx: ReadTransaction,
  fill: FillIntake,
  slice: NumberedSlice,
): Promise<void> => {
  await moveFill(tx, fill, slice);
  await takeIn(tx, await fill.intake(tx), slice);
};

/** Takes a batch into a fill, exactly once. What answers must be at least as far. */
export const applyToFill = (
  db: Kysely<Database>,
  fill: FillIntake,
  slice: NumberedSlice,
): Promise<void> =>
  orPoison(
    slice,
    db.transaction().execute((tx) => apply(tx, fill, slice)),
  );

/**
 * Takes the rest of the log into a fill and has it answer, in one transaction, at the checkpoint of what answers so far:
 * that stands still meanwhile. `rest` gives the slices up to a checkpoint. A crash at any point leaves all as it was.
 */
export const joinFill = (
  db: Kysely<Database>,
  fill: FillIntake,
  rest: (to: Checkpoint) => AsyncIterable<NumberedSlice>,
): Promise<void> =>
  db.transaction().execute(async (tx) => {
    const live = checkpointOfRow(
      await tx.selectFrom('read.checkpoint').selectAll().forUpdate().executeTakeFirstOrThrow(),
    );
    for await (const slice of rest(live)) {
      await orPoison(slice, apply(tx, fill, slice));
    }
    const { numDeletedRows } = await tx
      .deleteFrom('read.fills')
      .where('name', '=', fill.name)
      .where('version', '=', fill.version)
      .where('sequence', '=', String(live.sequence))
      .where('digest', '=', live.digest)
      .executeTakeFirst();
    if (numDeletedRows !== 1n) throw new LostRace('the fill is not where what answers is');
    await fill.join(tx);
    await reviseLiveSet(tx);
    await notifyFills(tx);
    await sql`select pg_notify(${progressChannel}, '')`.execute(tx);
  });
