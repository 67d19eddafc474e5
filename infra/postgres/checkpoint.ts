import type { Kysely } from 'kysely';
import type { Checkpoint } from '../../domain/ledger/checkpoint.ts';
import type { Projector } from '../../projections/projector.ts';
import { checkpointOfRow } from './checkpoint-row.ts';
import type { Database } from './database.ts';
import { prepareReadSchema } from './read-schema.ts';

const undefinedTable = '42P01';

/** How far the read models are that answer. */
export const readCheckpoint = async (db: Kysely<Database>): Promise<Checkpoint> =>
  checkpointOfRow(await db.selectFrom('read.checkpoint').selectAll().executeTakeFirstOrThrow());

/** The same where the read models may be gone: their schema may be dropped at any moment, and is made again here. */
export const readOrMakeCheckpoint = async (
  db: Kysely<Database>,
  projectors: readonly Projector[],
): Promise<Checkpoint> => {
  try {
    return await readCheckpoint(db);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === undefinedTable)) throw error;
    await prepareReadSchema(db, projectors, { anew: false });
    return readCheckpoint(db);
  }
};
