import { sql, type Kysely } from 'kysely';
import type { Fact } from '../../domain/fact/fact.ts';
import type { Identity } from '../../domain/fact/identity.ts';
import type { Database } from './database.ts';
import { factOfRow } from './fact-rows.ts';
import { identitiesUnnested } from './identities.ts';

/** The facts that count under these identities, those that are known. */
export const factsOf = async (
  db: Kysely<Database>,
  identities: readonly Identity[],
): Promise<readonly Fact[]> => {
  const { rows } = await sql<Database['read.facts']>`
    select f.* from ${identitiesUnnested(identities)} as u (tenant, source, id)
    join read.facts f using (tenant, source, id)`.execute(db);
  return rows.map(factOfRow);
};
