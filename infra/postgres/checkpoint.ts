import type { Kysely } from 'kysely';
import type { Checkpoint } from '../../domain/ledger/checkpoint.ts';
import type { Database } from './database.ts';

/** How far the read models are. */
export const readCheckpoint = async (db: Kysely<Database>): Promise<Checkpoint> => {
  const row = await db.selectFrom('read.checkpoint').selectAll().executeTakeFirstOrThrow();
  return {
    position: row.position === null ? undefined : BigInt(row.position),
    sequence: BigInt(row.sequence),
    digest: row.digest,
  };
};
