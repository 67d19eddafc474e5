import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { JsonObject } from '../../../domain/event-log.ts';
import { misfitOf, netOf, type Amendment } from '../../../domain/fact/amendment.ts';
import type { Fact } from '../../../domain/fact/fact.ts';
import { leafOf, type Leaf } from '../../../domain/billing/leaf.ts';
import type { Period } from '../../../domain/time/window.ts';
import { textArray } from '../binary-array.ts';
import type { Database } from '../database.ts';
import { rowsInChunks } from './rows-in-chunks.ts';

/** Which facts: of these subjects, or in these groups, of these types, that happened in a period, at an event of the log. */
export type FactsAsked = {
  readonly tenant: string;
  readonly sequence: bigint;
  readonly period: Period;
  readonly types: readonly string[];
  readonly users: readonly string[];
  readonly groups: readonly string[];
  /** Of what happened in the groups, only what services did. */
  readonly servicesOnly: boolean;
};

/** A fact that counts, or an amendment of one: `net` is what the fact comes to. */
export type Counting = {
  readonly kind: 'fact' | 'amendment';
  readonly net: Fact;
  readonly leaf: Leaf;
};

type Row = {
  readonly sequence: string;
  readonly content_hash: string;
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly at: string;
  readonly data: string;
  // What is asked for only where there are amendments.
  readonly by_source?: string | null;
  readonly by_id?: string | null;
  readonly amendments?: readonly AmendmentJson[] | null;
};

type AmendmentJson = {
  readonly kind: string;
  readonly subject: string;
  readonly at: string;
  readonly data: string;
  readonly sequence: string;
  readonly source: string;
  readonly id: string;
};

const chunkRows = 4_000;

const columns = sql.raw(
  'f.sequence, f.content_hash, f.source, f.id, f.type, f.subject, f.at, f.data',
);

const happened = ({ tenant, sequence, period, types }: FactsAsked): RawBuilder<unknown> => sql`
  f.tenant = ${tenant} and f.type = any(${textArray(types)}::text[])
  and f.at >= ${period.from} and f.at < ${period.to} and f.sequence <= ${String(sequence)}`;

const bySubject = (asked: FactsAsked): RawBuilder<unknown> => sql`
  select ${columns} from read.facts f
  where ${happened(asked)} and f.subject = any(${textArray(asked.users)}::text[])`;

const byGroup = (asked: FactsAsked): RawBuilder<unknown> => sql`
  union all
  select ${columns} from read.facts f
  where ${happened(asked)} and f.group_id = any(${textArray(asked.groups)}::text[])
    and f.group_id <> '' and not f.subject = any(${textArray(asked.users)}::text[])
    ${asked.servicesOnly ? sql`and f.subject not like 'user:%'` : sql``}`;

/** Facts that a correction put into one of the groups. */
const byCorrection = (asked: FactsAsked): RawBuilder<unknown> => sql`
  union all
  select ${columns} from read.facts f
  where ${happened(asked)}
    and not f.group_id = any(${textArray(asked.groups)}::text[])
    and not f.subject = any(${textArray(asked.users)}::text[])
    and exists (
      select 1 from read.amendments a
      where a.tenant = f.tenant and a.target_source = f.source and a.target_id = f.id
        and a.group_id = any(${textArray(asked.groups)}::text[])
        and a.sequence <= ${String(asked.sequence)})`;

const scoped = (asked: FactsAsked, isAmended: boolean): RawBuilder<unknown> => sql`
  ${bySubject(asked)}
  ${asked.groups.length === 0 ? sql`` : byGroup(asked)}
  ${asked.groups.length === 0 || !isAmended ? sql`` : byCorrection(asked)}`;

const amendmentsIn = ({ tenant, sequence, period }: FactsAsked): RawBuilder<unknown> => sql`
  read.amendments a where a.tenant = ${tenant}
    and a.at >= ${period.from} and a.at < ${period.to} and a.sequence <= ${String(sequence)}`;

/** Nearly always there are none, and the facts need not be joined with anything. */
const unamended = (asked: FactsAsked): RawBuilder<Row> => sql<Row>`
  select f.* from (${scoped(asked, false)}) f order by f.sequence`;

const withAmendments = (asked: FactsAsked): RawBuilder<Row> => sql<Row>`
  with scoped as materialized (${scoped(asked, true)}),
  amended as materialized (
    select a.target_source, a.target_id, json_agg(json_build_object(
      'kind', a.kind, 'subject', a.subject, 'at', a.at::text, 'data', a.data,
      'sequence', a.sequence::text, 'source', a.source, 'id', a.id
    ) order by a.sequence) as amendments
    from ${amendmentsIn(asked)} group by a.target_source, a.target_id
  )
  select f.*, null as by_source, null as by_id, m.amendments
  from scoped f
  left join amended m on m.target_source = f.source and m.target_id = f.id
  union all
  select a.sequence, itself.content_hash, f.source, f.id, f.type, f.subject, f.at, f.data,
    a.source, a.id, m.amendments
  from scoped f
  join amended m on m.target_source = f.source and m.target_id = f.id
  join (select a.* from ${amendmentsIn(asked)}) a
    on a.target_source = f.source and a.target_id = f.id
  join read.facts itself
    on itself.tenant = a.tenant and itself.source = a.source and itself.id = a.id
  order by sequence`;

const amendmentOf = (tenant: string, target: Row, json: AmendmentJson): Amendment => ({
  kind: json.kind === 'voided' ? 'voided' : 'corrected',
  target: { tenant, source: target.source, id: target.id },
  source: json.source,
  id: json.id,
  subject: json.subject,
  at: Number(json.at),
  sequence: BigInt(json.sequence),
  data: json.data === '' ? undefined : (JSON.parse(json.data) as JsonObject),
  reason: '',
  by: '',
  recordedAt: '',
});

const counting = (tenant: string, row: Row): Counting | undefined => {
  const { source, id, type, subject } = row;
  // The column holds the canonical JSON of an object.
  const data = JSON.parse(row.data) as JsonObject;
  const fact = { tenant, source, id, type, subject, at: Number(row.at), data };
  const amendments = row.amendments?.map((json) => amendmentOf(tenant, row, json)) ?? [];
  const net = amendments.length === 0 ? fact : netOf(fact, amendments);
  if (net === undefined) return undefined;
  const sequence = BigInt(row.sequence);
  const { by_source = null, by_id = null, content_hash: contentHash } = row;
  if (by_source === null || by_id === null) {
    return { kind: 'fact', net, leaf: leafOf({ tenant, source, id, sequence, contentHash }) };
  }
  const itself = amendments.find((amendment) => amendment.sequence === sequence);
  if (itself === undefined || misfitOf(fact, itself) !== undefined) return undefined;
  const leaf = leafOf({ tenant, source: by_source, id: by_id, sequence, contentHash });
  return { kind: 'amendment', net, leaf };
};

/** Facts that count and their amendments, in the order of the log, some thousands at a time. */
export const countedFacts = async function* (
  moment: Kysely<Database>,
  asked: FactsAsked,
): AsyncGenerator<readonly Counting[]> {
  const { rows: amended } = await sql`select 1 from ${amendmentsIn(asked)} limit 1`.execute(moment);
  const query = amended.length === 0 ? unamended(asked) : withAmendments(asked);
  for await (const rows of rowsInChunks(moment, query, chunkRows)) {
    yield rows.map((row) => counting(asked.tenant, row)).filter((each) => each !== undefined);
  }
};
