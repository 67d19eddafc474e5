import { sql, type Kysely } from 'kysely';
import { leafOf, type Leaf } from '../../../domain/billing/leaf.ts';
import type { JsonObject } from '../../../domain/event-log.ts';
import { misfitOf } from '../../../domain/fact/amendment.ts';
import { identityKey } from '../../../domain/fact/identity.ts';
import { lifeOf, type FileClaim, type FileLife } from '../../../domain/storage/file-history.ts';
import type { EpochMs } from '../../../domain/time/instant.ts';
import type { Period } from '../../../domain/time/window.ts';
import { versionOfRow } from '../../../projections/storage/claims.ts';
import { textArray } from '../binary-array.ts';
import { exactly } from '../column-types.ts';
import type { Database } from '../database.ts';
import { identitiesUnnested } from '../identities.ts';
import { rowsInChunks } from './rows-in-chunks.ts';

/** Which files: those that these subjects stored or that were ever in these groups, alive in a period. */
export type FilesAsked = {
  readonly tenant: string;
  readonly sequence: bigint;
  readonly period: Period;
  readonly users: readonly string[];
  readonly groups: readonly string[];
};

/** A file, and what is behind its life: each claim and what amends it, with the time it happened at. */
export type FoundFile = {
  readonly life: FileLife;
  readonly grounds: readonly { readonly at: EpochMs; readonly leaf: Leaf }[];
};

type ClaimRow = Readonly<
  Record<'tenant' | 'file_id' | 'sequence' | 'since' | 'kind' | 'at', string>
> & {
  readonly source: string;
  readonly id: string;
  readonly subject: string;
  readonly group_id: string;
  readonly bytes: string;
  readonly content_hash: string;
  readonly type: string;
  readonly fact_subject: string;
};

type AmendmentRow = {
  readonly target_source: string;
  readonly target_id: string;
  readonly source: string;
  readonly id: string;
  readonly subject: string;
  readonly at: string;
  readonly sequence: string;
  readonly data: string;
  readonly content_hash: string;
};

const claimOf = (row: ClaimRow): FileClaim | undefined =>
  versionOfRow({
    key: [row.tenant, row.file_id, BigInt(row.sequence), BigInt(row.since)],
    rest: [
      row.kind,
      Number(row.at),
      row.source,
      row.id,
      row.subject,
      row.group_id,
      exactly(row.bytes),
    ],
  }).claim;

const filesAtOnce = 2_000;
const noAmendments: ReadonlyMap<string, readonly AmendmentRow[]> = new Map();

/** The names of the files; what was released before the period is left out. */
const candidates = ({ tenant, sequence, period, users, groups }: FilesAsked) => sql<{
  readonly file_id: string;
}>`
  select file_id from (
    select file_id from read.storage_claims
    where tenant = ${tenant} and subject = any(${textArray(users)}::text[]) and subject <> ''
      and at < ${period.to} and since <= ${String(sequence)} and kind = 'stored'
    union
    select file_id from read.storage_claims
    where tenant = ${tenant} and group_id = any(${textArray(groups)}::text[]) and group_id <> ''
      and at < ${period.to} and since <= ${String(sequence)} and kind in ('stored', 'attached')
  ) named
  where not exists (
    select 1 from read.storage_claims r
    where r.tenant = ${tenant} and r.file_id = named.file_id and r.kind = 'released'
      and r.at <= ${period.from} and r.since <= ${String(sequence)}
      and not exists (
        select 1 from read.storage_claims later
        where later.tenant = r.tenant and later.file_id = r.file_id and later.sequence = r.sequence
          and later.since > r.since and later.since <= ${String(sequence)}
      )
  )`;

/**
 * All that was said of files, as it is at the event of the log, with the facts that said it. Each claim and each fact is looked
 * up in an index, however many there are: the planner, left to itself, reads all facts to find some thousands.
 */
const claimsOf = async (
  moment: Kysely<Database>,
  { tenant, sequence }: FilesAsked,
  files: readonly string[],
): Promise<readonly ClaimRow[]> => {
  const { rows } = await sql<ClaimRow>`
    select c.*, f.* from unnest(${textArray(files)}::text[]) as asked (file_id)
    cross join lateral (
      select distinct on (sequence) *
      from read.storage_claims
      where tenant = ${tenant} and file_id = asked.file_id and since <= ${String(sequence)}
      order by sequence, since desc
    ) c
    cross join lateral (
      select content_hash, type, subject as fact_subject
      from read.facts
      where sequence = c.sequence and tenant = c.tenant and source = c.source and id = c.id
      limit 1
    ) f
    where c.kind <> 'gone'`.execute(moment);
  return rows;
};

const amendmentsOf = async (
  moment: Kysely<Database>,
  { tenant, sequence }: FilesAsked,
  claims: readonly ClaimRow[],
): Promise<ReadonlyMap<string, readonly AmendmentRow[]>> => {
  const identities = claims.map(({ source, id }) => ({ tenant, source, id }));
  const { rows } = await sql<AmendmentRow>`
    select a.*, f.content_hash
    from ${identitiesUnnested(identities)} as u (tenant, source, id)
    join read.amendments a
      on a.tenant = u.tenant and a.target_source = u.source and a.target_id = u.id
    join read.facts f on f.tenant = a.tenant and f.source = a.source and f.id = a.id
    where a.sequence <= ${String(sequence)}`.execute(moment);
  return Map.groupBy(rows, ({ target_source: source, target_id: id }) =>
    identityKey({ tenant, source, id }),
  );
};

/** Nearly always nothing is amended, and nothing need be asked for each claim. */
const isAnythingAmended = async (
  moment: Kysely<Database>,
  { tenant, sequence }: FilesAsked,
): Promise<boolean> => {
  const { rows } = await sql`
    select 1 from read.amendments
    where tenant = ${tenant} and sequence <= ${String(sequence)} limit 1`.execute(moment);
  return rows.length > 0;
};

const leafOfRow = (
  tenant: string,
  row: Pick<AmendmentRow, 'source' | 'id' | 'sequence' | 'content_hash'>,
): Leaf =>
  leafOf({
    tenant,
    source: row.source,
    id: row.id,
    sequence: BigInt(row.sequence),
    contentHash: row.content_hash,
  });

const fits = (tenant: string, claim: ClaimRow, { subject, at, data }: AmendmentRow): boolean => {
  const { source, id, type, fact_subject } = claim;
  const target = {
    tenant,
    source,
    id,
    type,
    subject: fact_subject,
    at: Number(claim.at),
    data: {},
  };
  const right = data === '' ? undefined : (JSON.parse(data) as JsonObject);
  return misfitOf(target, { subject, at: Number(at), data: right }) === undefined;
};

/** A file with its grounds; undefined where it was never stored. */
const foundFile = (
  tenant: string,
  rows: readonly ClaimRow[],
  amendments: ReadonlyMap<string, readonly AmendmentRow[]>,
): FoundFile | undefined => {
  const byClaim = new Map<FileClaim, ClaimRow>();
  for (const row of rows) {
    const claim = claimOf(row);
    if (claim !== undefined) byClaim.set(claim, row);
  }
  const life = lifeOf([...byClaim.keys()]);
  if (life === undefined) return undefined;
  const grounds = life.claims.flatMap((claim) => {
    const row = byClaim.get(claim);
    if (row === undefined) return [];
    const { source, id } = row;
    const amending = (amendments.get(identityKey({ tenant, source, id })) ?? []).filter((each) =>
      fits(tenant, row, each),
    );
    return [row, ...amending].map((each) => ({ at: claim.at, leaf: leafOfRow(tenant, each) }));
  });
  return { life, grounds };
};

/** Files alive in a period, in no order, some thousands at a time. */
export const storedFiles = async function* (
  moment: Kysely<Database>,
  asked: FilesAsked,
): AsyncGenerator<readonly FoundFile[]> {
  const isAmended = await isAnythingAmended(moment, asked);
  for await (const chunk of rowsInChunks(moment, candidates(asked), filesAtOnce)) {
    const claims = await claimsOf(
      moment,
      asked,
      chunk.map(({ file_id }) => file_id),
    );
    const amendments = isAmended ? await amendmentsOf(moment, asked, claims) : noAmendments;
    const byFile = Map.groupBy(claims, ({ file_id }) => file_id);
    yield [...byFile.values()].flatMap((rows) => foundFile(asked.tenant, rows, amendments) ?? []);
  }
};
