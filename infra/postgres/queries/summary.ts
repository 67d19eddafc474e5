import { sql, type Kysely } from 'kysely';
import type { Database } from '../database.ts';
import { allAnomalies } from './anomalies.ts';

type Summary = {
  readonly factsByType: Readonly<Record<string, bigint>>;
  readonly anomaliesByKind: Readonly<Record<string, bigint>>;
};

type Count = { readonly name: string; readonly count: string };

const byName = (rows: readonly Count[]): Readonly<Record<string, bigint>> =>
  Object.fromEntries(rows.map(({ name, count }) => [name, BigInt(count)]));

/** How many facts of a tenant count, by type, and how many anomalies are open, by kind. */
export const summary = async (db: Kysely<Database>, tenant: string): Promise<Summary> => {
  const types = await sql<Count>`
    select type as name, facts as count from read.fact_counts where tenant = ${tenant} order by 1
  `.execute(db);
  const kinds = await sql<Count>`
    select kind as name, count(*) as count from (${allAnomalies}) each_one
    where tenant = ${tenant} group by 1 order by 1`.execute(db);
  return { factsByType: byName(types.rows), anomaliesByKind: byName(kinds.rows) };
};
