import { sql, type Kysely } from 'kysely';
import type { Identity } from '../../domain/fact/identity.ts';
import type { Database } from './database.ts';
import { identitiesUnnested } from './identities.ts';

type Known = { readonly contentHash: string; readonly position: bigint };

/** What is known under each of these identities, in their order; undefined where nothing is. */
export const knownFacts = async (
  db: Kysely<Database>,
  identities: readonly Identity[],
  table = 'read.facts',
): Promise<readonly (Known | undefined)[]> => {
  if (identities.length === 0) return [];
  const { rows } = await sql<{
    readonly n: string;
    readonly content_hash: string;
    readonly position: string;
  }>`
    select u.n, f.content_hash, f.position
    from ${identitiesUnnested(identities)} with ordinality as u (tenant, source, id, n)
    join ${sql.raw(table)} f using (tenant, source, id)`.execute(db);
  const known = new Map(
    rows.map(({ n, content_hash, position }) => [
      Number(n) - 1,
      { contentHash: content_hash, position: BigInt(position) },
    ]),
  );
  return identities.map((_, index) => known.get(index));
};
