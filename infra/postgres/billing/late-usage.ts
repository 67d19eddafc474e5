import { sql, type Kysely, type RawBuilder } from 'kysely';
import { dayMs } from '../../../domain/time/window.ts';
import type { EpochMs } from '../../../domain/time/instant.ts';
import { textArray } from '../binary-array.ts';
import type { Database } from '../database.ts';

/** What is looked for: what the log says after one event, up to another, of times before an instant. */
export type LateAsked = {
  readonly tenant: string;
  readonly after: bigint;
  readonly sequence: bigint;
  readonly before: EpochMs;
  /** Facts of these types set a level that lasts. */
  readonly levelTypes: readonly string[];
};

/**
 * Something that the log says of `from` to `to` (`Infinity`: from then on), last at `sequence`: for whoever did it, was in it,
 * or owned the group.
 */
export type Late = {
  readonly subjects: readonly string[];
  readonly groups: readonly string[];
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly sequence: bigint;
};

type LateRow = {
  readonly subjects: readonly string[];
  readonly groups: readonly string[];
  readonly from_at: string;
  readonly to_at: string | null;
  readonly sequence: string;
};

const lateOf = ({ subjects, groups, from_at, to_at, sequence }: LateRow): Late => ({
  subjects,
  groups: groups.filter((group) => group !== ''),
  from: Number(from_at),
  to: to_at === null ? Infinity : Number(to_at),
  sequence: BigInt(sequence),
});

const isNew = (column: string, { after, sequence }: LateAsked): RawBuilder<unknown> => sql`
  (${sql.ref(column)} > ${String(after)} and ${sql.ref(column)} <= ${String(sequence)})`;

/** By the day, which is fine enough: to look at a period once too often changes nothing. */
const lateFacts = (asked: LateAsked): RawBuilder<LateRow> => sql<LateRow>`
  select array[subject] as subjects, array[group_id] as groups, day * ${dayMs}::bigint as from_at,
    case when lasts then null else (day + 1) * ${dayMs}::bigint end as to_at,
    max(sequence) as sequence
  from (
    select subject, group_id, at / ${dayMs}::bigint as day, sequence,
      type = any(${textArray(asked.levelTypes)}::text[]) as lasts
    from read.facts
    where tenant = ${asked.tenant} and at < ${asked.before} and ${isNew('sequence', asked)}
  ) late group by subject, group_id, day, lasts`;

/** Facts that were amended, in whichever group they were or are. */
const lateAmendments = (asked: LateAsked): RawBuilder<LateRow> => sql<LateRow>`
  select array[f.subject] as subjects, array_agg(distinct o.group_id) || f.group_id as groups,
    f.at as from_at,
    case when f.type = any(${textArray(asked.levelTypes)}::text[]) then null else f.at + 1 end as to_at,
    greatest(max(o.sequence), f.sequence) as sequence
  from read.amendments a
  join read.facts f
    on f.tenant = a.tenant and f.source = a.target_source and f.id = a.target_id
  join read.amendments o
    on o.tenant = a.tenant and o.target_source = a.target_source and o.target_id = a.target_id
  where a.tenant = ${asked.tenant} and a.at < ${asked.before}
    and (${isNew('a.sequence', asked)} or ${isNew('f.sequence', asked)})
    and o.sequence <= ${String(asked.sequence)}
  group by f.subject, f.group_id, f.at, f.type, f.sequence`;

// A claim changes what is from its time on. One that is taken back may bring out another, which says something of any time.
const beginning = sql`
  case when bool_or(new.amended) then min(c.at) filter (where c.kind <> 'gone') else min(new.at) end`;

/** What new claims there are about each thing, such as a file: since when, and whether any takes back another. */
const newClaims = (table: string, thing: string, asked: LateAsked): RawBuilder<unknown> => sql`(
    select ${sql.ref(thing)}, min(at) as at, bool_or(since <> sequence) as amended, max(since) as sequence
    from ${sql.table(table)}
    where tenant = ${asked.tenant} and at < ${asked.before} and ${isNew('since', asked)}
    group by ${sql.ref(thing)}
  ) new`;

const lateFiles = (asked: LateAsked): RawBuilder<LateRow> => sql<LateRow>`
  select array_remove(array_agg(distinct c.subject), '') as subjects,
    array_agg(distinct c.group_id) as groups,
    ${beginning} as from_at,
    null as to_at, max(new.sequence) as sequence
  from ${newClaims('read.storage_claims', 'file_id', asked)}
  join read.storage_claims c
    on c.tenant = ${asked.tenant} and c.file_id = new.file_id
    and c.since <= ${String(asked.sequence)}
  group by new.file_id`;

const lateRoles = (asked: LateAsked): RawBuilder<LateRow> => sql<LateRow>`
  select array[]::text[] as subjects, array[new.group_id] as groups,
    ${beginning} as from_at,
    null as to_at, max(new.sequence) as sequence
  from ${newClaims('read.membership_claims', 'group_id', asked)}
  join read.membership_claims c
    on c.tenant = ${asked.tenant} and c.group_id = new.group_id
    and c.since <= ${String(asked.sequence)}
  group by new.group_id`;

/** All that the log says late: of facts, of what amends them, of files, and of who owns which group. */
export const lateUsage = async (
  moment: Kysely<Database>,
  asked: LateAsked,
): Promise<readonly Late[]> => {
  const found: Late[] = [];
  for (const query of [lateFacts, lateAmendments, lateFiles, lateRoles]) {
    const { rows } = await query(asked).execute(moment);
    for (const row of rows) found.push(lateOf(row));
  }
  return found;
};
