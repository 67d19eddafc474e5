import type { Kysely } from 'kysely';
import type { JsonObject } from '../../../domain/event-log.ts';
import type { Fact } from '../../../domain/fact/fact.ts';
import type { Identity } from '../../../domain/fact/identity.ts';
import type { Database } from '../database.ts';

type FactRecord = {
  readonly fact: Fact;
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

/** The fact that counts under an identity, and what was refused under it. */
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
  const { type, subject, at } = row;
  return {
    // The column holds the canonical JSON of an object.
    fact: {
      tenant,
      source,
      id,
      type,
      subject,
      at: Number(at),
      data: JSON.parse(row.data) as JsonObject,
    },
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
