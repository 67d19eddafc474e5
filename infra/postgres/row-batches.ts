import { sql, type RawBuilder, type Transaction } from 'kysely';
import { rowKey } from '../../projections/change.ts';
import type { RowChange } from '../../projections/fold-batch.ts';
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

/** The rows with these keys that exist, by their key. */
export const loadRows = async (
  tx: Tx,
  { key, rest }: Table,
  name: string,
  keys: readonly (readonly KeyValue[])[],
): Promise<ReadonlyMap<string, readonly Value[]>> => {
  const columns = [...key, ...rest];
  const on = sql.raw(key.map(([column]) => `t.${column} = u.${column}`).join(' and '));
  const found = await sql<Readonly<Record<string, unknown>>>`
    select t.* from ${unnested(key, keys)} join ${sql.raw(name)} t on ${on}`.execute(tx);
  return new Map(
    found.rows.map((row) => {
      const values = columns.map((column) => codecOf(column).fromRow(row[column[0]]));
      // The first values are the key's, which are texts and instants.
      return [rowKey(values.slice(0, key.length) as KeyValue[]), values.slice(key.length)];
    }),
  );
};

const byKey = (a: readonly [string, RowChange], b: readonly [string, RowChange]): number =>
  a[0] < b[0] ? -1 : 1;

/** Writes the changes of one table, in the order of their keys. */
export const writeRows = async (
  tx: Tx,
  { key, rest, rows }: Table,
  name: string,
  changes: ReadonlyMap<string, RowChange>,
): Promise<void> => {
  const ordered = [...changes].sort(byKey).map(([, change]) => change);
  const kept = ordered.flatMap((change) =>
    change.rest === undefined ? [] : [[...change.key, ...change.rest]],
  );
  const gone = ordered.flatMap((change) => (change.rest === undefined ? [change.key] : []));
  if (kept.length > 0) {
    const columns = [...key, ...rest];
    const update = rest
      .map(([column, type]) => {
        const sum = `t.${column} + excluded.${column}`;
        if (rows !== 'sums') return `${column} = excluded.${column}`;
        return `${column} = ${type === 'decimal' ? `trim_scale(${sum})` : sum}`;
      })
      .join(', ');
    await sql`
      insert into ${sql.raw(name)} as t (${names(columns)})
      select ${casts(columns)} from ${unnested(columns, kept)}
      on conflict (${names(key)}) do update set ${sql.raw(update)}`.execute(tx);
  }
  if (gone.length > 0) {
    const on = sql.raw(key.map(([column]) => `t.${column} = u.${column}`).join(' and '));
    await sql`delete from ${sql.raw(name)} t using ${unnested(key, gone)} where ${on}`.execute(tx);
  }
};
