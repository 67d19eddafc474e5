import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { EpochMs } from '../../../domain/time/instant.ts';
import { dayMs } from '../../../domain/time/window.ts';
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

/** Where a page begins: behind the row with these. */
type Place = Pick<AnomalyRow, 'kind' | 'source' | 'id'> & { readonly part: string };

const noticedInStorage = sql`
  select tenant, kind, source, id, '' as part, at, detail from read.storage_anomalies`;

// Fact by fact, which offset 0 holds the planner to: a join along the key would read all facts up to where a page begins.
const refusedAtTheDoor = sql`
  select c.tenant, 'conflict' as kind, c.source, c.id, c.refused_hash as part, f.at,
    'refused: the same identity with other contents' as detail
  from read.conflicts c
  cross join lateral (
    select at, content_hash from read.facts where (tenant, source, id) = (c.tenant, c.source, c.id) offset 0
  ) f
  -- Two doors at once may each have refused what the other took: what counts is no conflict.
  where c.refused_hash <> f.content_hash`;

const noticedOfAmendments = sql`
  select tenant, kind, source, id, '' as part, at, detail from read.amendment_anomalies`;

// Compared now: what arrives late or is amended changes a level long after it was measured.
const measuredOtherwise = sql`
  select r.tenant, 'measured_differs' as kind, r.source, r.id, '' as part, r.at,
    'measured ' || r.bytes || ' bytes where ' || r.account || ' has ' || l.level as detail
  from read.storage_readings r
  cross join lateral (
    select coalesce((
      select sum(delta) from read.storage_days
      where tenant = r.tenant and account = r.account and day < r.at - r.at % ${dayMs}
    ), 0) + coalesce((
      select sum(delta) from read.storage_changes
      where tenant = r.tenant and account = r.account
        and at >= r.at - r.at % ${dayMs} and at <= r.at
    ), 0) as level
  ) l
  where l.level <> r.bytes`;

/** What each read model notices, in one shape. */
const sources = [noticedInStorage, noticedOfAmendments, measuredOtherwise, refusedAtTheDoor];

/** All that is odd, from every read model that notices something. */
export const allAnomalies = sql.join(sources, sql` union all `);

/**
 * What lies behind a place, as stretches of the key that follow one another. Not one comparison of rows: of such a one
 * the planner estimates the first column only, takes what lies behind for nothing and sorts all of it.
 */
const stretchesBehind = ({ kind, source, id, part }: Place): readonly RawBuilder<unknown>[] => [
  sql`kind = ${kind} and source = ${source} and (id, part) > (${id}, ${part})`,
  sql`kind = ${kind} and source > ${source}`,
  sql`kind > ${kind}`,
];

// No name holds a line break.
const separator = '\n';

const placeIn = (cursor: string): Place => {
  const [kind = '', source = '', id = '', part = ''] = cursor.split(separator);
  return { kind, source, id, part };
};

/** The open anomalies of a tenant, of one kind or of all, in a fixed order, after the cursor of the last one seen. */
export const anomalies = async (
  db: Kysely<Database>,
  tenant: string,
  kind: string | undefined,
  { after, limit }: Page,
): Promise<readonly AnomalyRow[]> => {
  const stretches = after === undefined ? [sql`true`] : stretchesBehind(placeIn(after));
  // Each gives one page at most, in the order of its key's index, so that a page costs a page and not all there is.
  const pages = sources.flatMap((rows) =>
    stretches.map(
      (stretch) => sql`(
        select kind, source, id, part, at, detail from (${rows}) noticed
        where tenant = ${tenant} and ${stretch}
          ${kind === undefined ? sql`` : sql`and kind = ${kind}`}
        order by kind, source, id, part
        limit ${limit})`,
    ),
  );
  const { rows } = await sql<Place & { readonly at: string; readonly detail: string }>`
    select * from (${sql.join(pages, sql` union all `)}) pages
    order by kind, source, id, part
    limit ${limit}`.execute(db);
  return rows.map(({ part, at, ...row }) => ({
    ...row,
    at: Number(at),
    cursor: [row.kind, row.source, row.id, part].join(separator),
  }));
};
