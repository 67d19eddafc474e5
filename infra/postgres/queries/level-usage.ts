import { sql, type Kysely } from 'kysely';
import { plus, times, zero, type Decimal } from '../../../domain/decimal.ts';
import type { Period } from '../../../domain/time/window.ts';
import { AnswerTooLarge, atMost } from '../answer-too-large.ts';
import { int8Array } from '../binary-array.ts';
import { exactly } from '../column-types.ts';
import type { Database } from '../database.ts';
import { ofAccount, partOf, windowOf, type UsageQuery, type UsageRow } from './usage-parts.ts';

/** What the facts of one part in one window do to its level. */
type Changes = {
  /** From 1; 0 for all that was before the period. */
  readonly n: number;
  readonly part: string | null;
  /** By how much the level is higher at the end. */
  readonly rise: string;
  /** Each change times the milliseconds from then to the end of the window; null for what was before. */
  readonly area: string | null;
  readonly facts: string;
};

/**
 * The changes of levels by window. Each (subject, group, dimensions) has a level that each of its facts sets, so that a
 * fact changes it by its value less the one before, whenever that was: all facts up to the end are looked at, in the
 * database, and what comes back is a row for each part and window.
 */
const changesOf = async (
  db: Kysely<Database>,
  query: UsageQuery,
  windows: readonly Period[],
  rowsMax: number,
): Promise<readonly Changes[]> => {
  const { rows } = await sql<Changes>`
    select n, part, sum(delta) as rise, sum(delta * (ends[n] - at)) as area, count(*) as facts
    from (
      select at, ${windowOf(windows, 'at')} as n, ${partOf(query)} as part,
        value::numeric - coalesce(lag(value::numeric) over (
          partition by subject, group_id, dimensions order by at, occurrence collate "C"
        ), 0) as delta
      from read.usage_values
      where ${ofAccount(query)} and at < ${query.period.to}
    ) changes,
    (select ${int8Array(windows.map(({ to }) => to))}::int8[] as ends) bounds
    group by n, part
    order by part, n
    limit ${rowsMax + 1}`.execute(db);
  return atMost(rows, rowsMax);
};

type Figures = { readonly quantity: Decimal; readonly facts: bigint };
const nothing: Figures = { quantity: zero, facts: 0n };

const sumOf = (one: Figures, other: Figures): Figures => ({
  quantity: plus(one.quantity, other.quantity),
  facts: one.facts + other.facts,
});

/** The figures of one part in each window: the level before it lasts all of it, and each change from its time on. */
const figuresByWindow = (
  changes: readonly Changes[],
  windows: readonly Period[],
): readonly Figures[] => {
  const byWindow = new Map(changes.map((change) => [change.n, change]));
  let level = exactly(byWindow.get(0)?.rise ?? '0');
  return windows.map(({ from, to }, index) => {
    const lasting = times(level, BigInt(to - from));
    const change = byWindow.get(index + 1);
    if (change === undefined) return { quantity: lasting, facts: 0n };
    level = plus(level, exactly(change.rise));
    return {
      quantity: plus(lasting, exactly(change.area ?? '0')),
      facts: BigInt(change.facts),
    };
  });
};

/** The rows of all together, or of one part: of the whole period, and of the windows where it is cut. */
const rowsOf = (
  part: UsageRow['part'],
  byWindow: readonly Figures[],
  isCut: boolean,
): readonly UsageRow[] =>
  [
    { window: undefined, part, ...byWindow.reduce(sumOf, nothing) },
    ...(isCut ? byWindow.map((figures, window) => ({ window, part, ...figures })) : []),
  ].filter(({ quantity, facts }) => quantity.units !== 0n || facts !== 0n);

/** The usage of a meter that is a level over time: its value times the milliseconds that it lasted. */
export const levelUsage = async (
  db: Kysely<Database>,
  query: UsageQuery,
  rowsMax: number,
): Promise<readonly UsageRow[]> => {
  const isCut = query.windows.length > 0;
  const windows = isCut ? query.windows : [query.period];
  const changes = await changesOf(db, query, windows, rowsMax);
  const changesByPart = Map.groupBy(changes, ({ part }) => part);
  // A level lasts: few changes come to a figure in each window.
  if (changesByPart.size * windows.length > rowsMax) {
    throw new AnswerTooLarge(`the answer has more than ${rowsMax} rows`);
  }
  const parts = [...changesByPart].map(([key, ofPart]) => ({
    key,
    byWindow: figuresByWindow(ofPart, windows),
  }));
  const all = windows.map((_, index) =>
    parts.map(({ byWindow }) => byWindow[index] ?? nothing).reduce(sumOf, nothing),
  );
  return [
    ...rowsOf(undefined, all, isCut),
    ...(query.groupBy === undefined
      ? []
      : parts.flatMap(({ key, byWindow }) => rowsOf({ key }, byWindow, isCut))),
  ];
};
