import type { Kysely } from 'kysely';
import type { Amendment } from '../../../domain/fact/amendment.ts';
import type { Fact } from '../../../domain/fact/fact.ts';
import type { Identity } from '../../../domain/fact/identity.ts';
import type { Database } from '../database.ts';
import { amendmentOfRow, factOfRow } from '../fact-rows.ts';

type FactRecord = {
  readonly fact: Fact;
  readonly amendments: readonly Amendment[];
  readonly sequence: bigint;
  readonly position: bigint;
  readonly contentHash: string;
  readonly recordedAt: string;
  readonly conflicts: readonly {
    readonly contentHash: string;
    readonly recordedAt: string;
    readonly sequence: bigint;
    readonly refused: string;
  }[];
};

/** The fact that counts under an identity, what amends it, and what was refused under it. */
export const fact = async (
  db: Kysely<Database>,
  { tenant, source, id }: Identity,
): Promise<FactRecord | undefined> => {
  const row = await db
    .selectFrom('read.facts')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('source', '=', source)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const refused = await db
    .selectFrom('read.conflicts')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('source', '=', source)
    .where('id', '=', id)
    // Two doors at once may each have refused what the other took: what counts is no conflict.
    .where('refused_hash', '<>', row.content_hash)
    .orderBy('sequence')
    .execute();
  const amendments = await db
    .selectFrom('read.amendments')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('target_source', '=', source)
    .where('target_id', '=', id)
    .orderBy('sequence')
    .execute();
  return {
    fact: factOfRow(row),
    amendments: amendments.map(amendmentOfRow),
    sequence: BigInt(row.sequence),
    position: BigInt(row.position),
    contentHash: row.content_hash,
    recordedAt: row.recorded_at,
    conflicts: refused.map((conflict) => ({
      contentHash: conflict.refused_hash,
      recordedAt: conflict.recorded_at,
      sequence: BigInt(conflict.sequence),
      refused: conflict.refused,
    })),
  };
};
