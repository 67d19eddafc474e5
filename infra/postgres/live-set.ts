import { sql } from 'kysely';
import type { Projector } from '../../projections/projector.ts';
import { PoisonEvent } from '../feed/poison-event.ts';
import type { ReadTransaction } from './database.ts';
import { liveMeters } from './live-meters.ts';

/** What the feed fills: the read models that answer, of which the code has the same versions. */
export type LiveSet = { readonly revision: string; readonly projectors: readonly Projector[] };

/** Read models answer in a version that the code does not know: a process of another version has taken over. */
export class OtherVersion extends PoisonEvent {}

/** The read models that answer. Throws OtherVersion where the code has another version of one. */
export const liveSet = async (
  tx: ReadTransaction,
  revision: string,
  projectors: readonly Projector[],
): Promise<LiveSet> => {
  const answering = await tx.selectFrom('read.projections').selectAll().execute();
  const own = await liveMeters(tx);
  return {
    revision,
    projectors: answering.map(({ name, version }) => {
      const known = projectors.find((each) => each.name === name && each.version === version);
      if (known !== undefined) return known.withMeters?.(own) ?? known;
      throw new OtherVersion(`another version of the ledger fills ${name} (version ${version})`);
    }),
  };
};

/** Says that other read models, or other meters, are filled from here on. */
export const reviseLiveSet = (tx: ReadTransaction) =>
  tx
    .updateTable('read.checkpoint')
    .set({ revision: sql`gen_random_uuid()` })
    .execute();
