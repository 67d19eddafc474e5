import { sql, type Kysely } from 'kysely';
import type { EpochMs } from '../../../domain/time/instant.ts';
import type { Database } from '../database.ts';

type AnomalyRow = {
  readonly kind: string;
  readonly source: string;
  readonly id: string;
  readonly at: EpochMs;
  readonly detail: string;
  readonly cursor: string;
};
type Page = { readonly after: string | undefined; readonly limit: number };

/** All that is odd, from every read model that notices something, in one shape. */
export const allAnomalies = sql`
  select tenant, kind, source, id, '' as part, at, detail from read.storage_anomalies
  union all
  select c.tenant, 'conflict', c.source, c.id, c.refused_hash, f.at,
    'refused: the same identity with other contents'
  from read.conflicts c join read.facts f using (tenant, source, id)
  -- Two doors at once may each have refused what the other took: what counts is no conflict.
  where c.refused_hash <> f.content_hash`;

/** The open anomalies of a tenant, of one kind or of all, in a fixed order, after the cursor of the last one seen. */
export const anomalies = async (
  db: Kysely<Database>,
  tenant: string,
  kind: string | undefined,
  { after, limit }: Page,
): Promise<readonly AnomalyRow[]> => {
  const { rows } = await sql<Omit<AnomalyRow, 'at'> & { readonly at: string }>`
    select kind, source, id, at, detail, cursor
    from (
      select *, concat_ws(E'\n', kind, source, id, part) as cursor
      from (${allAnomalies}) each_one
      where tenant = ${tenant}
    ) pages
    where cursor > ${after ?? ''} ${kind === undefined ? sql`` : sql`and kind = ${kind}`}
    order by cursor
    limit ${limit}`.execute(db);
  return rows.map((row) => ({ ...row, at: Number(row.at) }));
};
