import type { Kysely } from 'kysely';
import type { Checkpoint } from '../../../domain/ledger/checkpoint.ts';
import { readCheckpoint } from '../checkpoint.ts';
import type { Database } from '../database.ts';
import { fills, type Fill } from '../fills.ts';

type Seen = {
  readonly live: Checkpoint;
  readonly answering: readonly string[];
  readonly fills: readonly Fill[];
};

/** Which read models answer, how far they are, and what is filled beside them. */
export const readModelsSeen = async (db: Kysely<Database>): Promise<Seen> => {
  const answering = await db.selectFrom('read.projections').select('name').execute();
  return {
    live: await readCheckpoint(db),
    answering: answering.map(({ name }) => name),
    fills: await fills(db),
  };
};
