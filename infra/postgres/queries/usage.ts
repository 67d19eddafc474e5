import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Meter } from '../../../domain/meter/meter.ts';
import { dayMs, type Period } from '../../../domain/time/window.ts';
import { atMost } from '../answer-too-large.ts';
import { exactly } from '../column-types.ts';
import type { Database } from '../database.ts';
import { levelUsage } from './level-usage.ts';
import { ofAccount, partOf, windowOf, type UsageQuery, type UsageRow } from './usage-parts.ts';

const isWholeDays = ({ from, to }: Period): boolean => from % dayMs === 0 && to % dayMs === 0;

// A fact that is later than another has a greater text: its time in as many digits as any, then what decides between facts
// of one instant. Its value comes behind all that decides. One text a group is all that is kept on the way.
const latest = sql`split_part(
  max((lpad((at + 100000000000000)::text, 16, '0') || E'\n' || occurrence || E'\n' || value) collate "C"),
  E'\n', 4)`;

/** Windows times parts. Each takes some 600 bytes on its way into the answer, and several answers are made at once. */
const usageRowsMax = 100_000;

/** What the values of facts come to, where each is kept. */
const quantities: Readonly<Partial<Record<Meter['aggregation'], RawBuilder<unknown>>>> = {
  max: sql`max(value::numeric)`,
  unique: sql`count(distinct value)`,
  latest,
};

type Source = {
  readonly table: string;
  readonly instant: 'at' | 'bucket';
  readonly quantity: RawBuilder<unknown>;
  readonly facts: RawBuilder<unknown>;
};

const sourceOf = ({ meter, period, windows }: UsageQuery): Source => {
  const quantity = quantities[meter.aggregation];
  if (quantity !== undefined) {
    return { table: 'read.usage_values', instant: 'at', quantity, facts: sql`count(*)` };
  }
  const isDays = [period, ...windows].every(isWholeDays);
  return {
    table: isDays ? 'read.usage_by_day' : 'read.usage_by_quarter_hour',
    instant: 'bucket',
    quantity: sql`sum(quantity)`,
    facts: sql`sum(facts)`,
  };
};

/** Of the whole and of each window, in all and of each part: what one look at the rows is grouped by. */
const groupingSets = ({ windows, groupBy }: UsageQuery): RawBuilder<unknown> => {
  const isCut = windows.length > 0;
  const isParted = groupBy !== undefined;
  const sets = [
    '()',
    ...(isCut ? ['(n)'] : []),
    ...(isParted ? ['(part)'] : []),
    ...(isCut && isParted ? ['(n, part)'] : []),
  ];
  return sql.raw(sets.join(', '));
};

/** A column that is grouped by, and whether a row is of all its values together: every row where it is not grouped by. */
const ofSet = (column: 'n' | 'part', isGrouped: boolean): RawBuilder<unknown> => {
  const [name, all] = [sql.ref(column), sql.ref(`all_${column}`)];
  return isGrouped
    ? sql`${name}, grouping(${name}) = 1 as ${all}`
    : sql`null as ${name}, true as ${all}`;
};

/**
 * The usage of an account over a period and its windows, exactly; sums come from the day sums where all bounds are those
 * of days. Every answer is worked out by the database in one statement and has a row for what has usage. Throws
 * AnswerTooLarge where these are more than `rowsMax`.
 */
export const usage = async (
  db: Kysely<Database>,
  query: UsageQuery,
  rowsMax: number = usageRowsMax,
): Promise<readonly UsageRow[]> => {
  if (query.meter.aggregation === 'time_weighted') return levelUsage(db, query, rowsMax);
  const { period, windows } = query;
  const { table, instant, quantity, facts } = sourceOf(query);
  const at = sql.ref(instant);
  const { rows } = await sql<{
    readonly n: number;
    readonly all_n: boolean;
    readonly part: string | null;
    readonly all_part: boolean;
    readonly quantity: string | null;
    readonly facts: string;
  }>`
    select ${ofSet('n', windows.length > 0)}, ${ofSet('part', query.groupBy !== undefined)},
      ${quantity} as quantity, ${facts} as facts
    from (
      select *, ${windowOf(windows, instant)} as n, ${partOf(query)} as part
      from ${sql.table(table)}
      where ${ofAccount(query)} and ${at} >= ${period.from} and ${at} < ${period.to}
    ) counted
    group by grouping sets (${groupingSets(query)})
    limit ${rowsMax + 1}`.execute(db);
  return atMost(rows, rowsMax).flatMap(({ n, all_n, part, all_part, ...row }) =>
    // The whole is there also where there is nothing.
    row.quantity === null || row.quantity === '' || row.facts === '0'
      ? []
      : [
          {
            window: all_n ? undefined : n - 1,
            part: all_part ? undefined : { key: part },
            quantity: exactly(row.quantity),
            facts: BigInt(row.facts),
          },
        ],
  );
};
