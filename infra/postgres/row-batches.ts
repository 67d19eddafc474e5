import { sql, type RawBuilder, type Transaction } from 'kysely';
import { rowKey } from '../../projections/change.ts';
import type { RowChange } from '../../projections/fold-batch.ts';
import type { LoadedRow } from '../../projections/projector.ts';
import type { Column, KeyValue, Table, Value } from '../../projections/table.ts';
import { codecOf } from './column-types.ts';
import type { Database } from './database.ts';

type Tx = Transaction<Database>;

const names = (columns: readonly Column[]) => sql.raw(columns.map(([name]) => name).join(', '));

const valueAt = (row: readonly Value[], index: number): Value => {
  const value = row[index];
  if (value === undefined) throw new TypeError('a row has fewer values than its table has columns');
  return value;
};

/** `unnest` over one array for each column: many rows as few parameters. */
const unnested = (
  columns: readonly Column[],
  rows: readonly (readonly Value[])[],
): RawBuilder<unknown> =>
  sql`unnest(${sql.join(
    columns.map((column, index) => {
      const { arrayType, toArray } = codecOf(column);
      return sql`${toArray(rows.map((row) => valueAt(row, index)))}::${sql.raw(arrayType)}`;
    }),
  )}) as u (${names(columns)})`;

const casts = (columns: readonly Column[]) =>
  sql.raw(columns.map((column) => `u.${column[0]}::${codecOf(column).sqlType}`).join(', '));

/** Inserts the rows whose keys are new and says which those were, by the value of one of their columns. */
export const insertNew = async (
  tx: Tx,
  { key, rest }: Table,
  name: string,
  rows: readonly (readonly Value[])[],
  returning: string,
): Promise<readonly unknown[]> => {
  if (rows.length === 0) return [];
  const columns = [...key, ...rest];
  const inserted = await sql<{ readonly returned: unknown }>`
    insert into ${sql.raw(name)} (${names(columns)})
    select ${casts(columns)} from ${unnested(columns, rows)}
    on conflict (${names(key)}) do nothing
    returning ${sql.ref(returning)} as returned`.execute(tx);
  return inserted.rows.map(({ returned }) => returned);
};

type FoundRow = Readonly<Record<string, unknown>>;

const valueIn = (row: FoundRow, column: Column): Value => codecOf(column).fromRow(row[column[0]]);

const keyOf = ({ key }: Table, row: FoundRow): readonly KeyValue[] =>
  // The columns of a key hold texts and whole numbers.
  key.map((column) => valueIn(row, column)) as KeyValue[];

/** The rows whose keys begin so, by the text of that beginning; all beginnings are of as many columns. */
export const loadRows = async (
  tx: Tx,
  table: Table,
  name: string,
  beginnings: readonly (readonly KeyValue[])[],
): Promise<ReadonlyMap<string, readonly LoadedRow[]>> => {
  if (beginnings.length === 0) return new Map();
  const { key, rest } = table;
  const given = key.slice(0, beginnings[0]?.length ?? 0);
  const on = sql.raw(given.map(([column]) => `t.${column} = u.${column}`).join(' and '));
  const found = await sql<FoundRow>`
    select t.* from ${unnested(given, beginnings)} join ${sql.raw(name)} t on ${on}`.execute(tx);
  const rows = found.rows.map((row): LoadedRow => ({
    key: keyOf(table, row),
    rest: rest.map((column) => valueIn(row, column)),
  }));
  return Map.groupBy(rows, (row) => rowKey(row.key.slice(0, given.length)));
};

const byKey = (a: readonly [string, RowChange], b: readonly [string, RowChange]): number =>
  a[0] < b[0] ? -1 : 1;

/** What becomes of a row that is there already. */
const onConflict = ({ key, rest, rows }: Table): RawBuilder<unknown> => {
  if (rows === 'firsts') return sql`on conflict (${names(key)}) do nothing`;
  const updates = rest.map(([column, type]) => {
    const sum = `t.${column} + excluded.${column}`;
    if (rows === 'states') return `${column} = excluded.${column}`;
    return `${column} = ${type === 'decimal' ? `trim_scale(${sum})` : sum}`;
  });
  return sql`on conflict (${names(key)}) do update set ${sql.raw(updates.join(', '))}`;
};

const remove = (tx: Tx, { key }: Table, name: string, keys: readonly (readonly KeyValue[])[]) => {
  const on = sql.raw(key.map(([column]) => `t.${column} = u.${column}`).join(' and '));
  return sql`delete from ${sql.raw(name)} t using ${unnested(key, keys)} where ${on}`.execute(tx);
};

/** Writes rows and says which of them, being sums, are rows of zeros now. */
const upsert = async (
  tx: Tx,
  table: Table,
  name: string,
  kept: readonly (readonly Value[])[],
): Promise<readonly (readonly KeyValue[])[]> => {
  const { key, rest, rows } = table;
  const columns = [...key, ...rest];
  const written = sql`
    insert into ${sql.raw(name)} as t (${names(columns)})
    select ${casts(columns)} from ${unnested(columns, kept)}
    ${onConflict(table)}`;
  if (rows !== 'sums') {
    await written.execute(tx);
    return [];
  }
  const isZero = sql.raw(rest.map(([column]) => `${column} = 0`).join(' and '));
  const zeros = await sql<FoundRow>`
    with written as (${written} returning ${names(columns)})
    select ${names(key)} from written where ${isZero}`.execute(tx);
  return zeros.rows.map((row) => keyOf(table, row));
};

/** Writes the changes of one table, in the order of their keys. */
export const writeRows = async (
  tx: Tx,
  table: Table,
  name: string,
  changes: ReadonlyMap<string, RowChange>,
): Promise<void> => {
  const ordered = [...changes].sort(byKey).map(([, change]) => change);
  const kept = ordered.flatMap((change) =>
    change.rest === undefined ? [] : [[...change.key, ...change.rest]],
  );
  const zeros = kept.length === 0 ? [] : await upsert(tx, table, name, kept);
  const gone = ordered.flatMap((change) => (change.rest === undefined ? [change.key] : []));
  // A row of zeros is no row, or it would show in which order facts came and how they were cut into batches.
  const removed = [...gone, ...zeros];
  if (removed.length > 0) await remove(tx, table, name, removed);
};
