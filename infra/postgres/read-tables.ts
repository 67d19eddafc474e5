import { sql } from 'kysely';
import type { Projector } from '../../projections/projector.ts';
import type { Column, Index, Table } from '../../projections/table.ts';
import { codecOf } from './column-types.ts';
import type { ReadTransaction } from './database.ts';
import { next, tableNamesOf } from './table-names.ts';

const run = async (tx: ReadTransaction, statements: readonly string[]): Promise<void> => {
  for (const statement of statements) await sql.raw(statement).execute(tx);
};

const columnSql = (column: Column): string => `${column[0]} ${codecOf(column).sqlType} not null`;

const indexing = (index: Index, name: string): string =>
  'by' in index
    ? `${indexing(index.by, name)} where ${index.unlessEmpty} <> ''`
    : `create index on ${name} (${index.join(', ')})`;

const creating = ({ key, rest, indexes }: Table, name: string): readonly string[] => [
  `create table ${name} (${[...key, ...rest].map(columnSql).join(', ')},
    primary key (${key.map(([column]) => column).join(', ')}))`,
  ...indexes.map((index) => indexing(index, name)),
];

const viewing = (table: Table, name: string): string =>
  `create view read.${table.name} as select * from ${name}`;

const answers = (tx: ReadTransaction, { name, version, tables }: Projector) =>
  tx
    .insertInto('read.projections')
    .values({
      name,
      version,
      tables: JSON.stringify(tables.map((table) => `read.${table.name}_v${version}`)),
    })
    .execute();

/** Makes a read model that answers, empty. */
export const createModel = async (tx: ReadTransaction, projector: Projector): Promise<void> => {
  for (const [table, name] of tableNamesOf([projector])) {
    await run(tx, [...creating(table, name), viewing(table, name)]);
  }
  await answers(tx, projector);
};

export const dropTables = (tx: ReadTransaction, tables: readonly string[]): Promise<void> =>
  run(
    tx,
    tables.map((table) => `drop table ${table}`),
  );

/** The view that shows a table of some version. */
const viewOf = (table: string): string => table.replace(/_v\d+$/, '');

/**
 * Drops a read model that answers, in whatever version it is there. Its views go first: who asks through a view locks that
 * before the table, and would else hold what is waited for here while it waits for what is held here.
 */
export const dropModel = async (tx: ReadTransaction, name: string): Promise<void> => {
  const dropped = await tx
    .deleteFrom('read.projections')
    .where('name', '=', name)
    .returning('tables')
    .executeTakeFirst();
  const tables = dropped?.tables ?? [];
  await run(
    tx,
    tables.map((table) => `drop view ${viewOf(table)}`),
  );
  await dropTables(tx, tables);
};

/** Makes the tables in which a read model is filled to take the place of the one that answers, and names them. */
export const createNextTables = async (
  tx: ReadTransaction,
  projector: Projector,
): Promise<readonly string[]> => {
  const names = tableNamesOf([projector], next);
  for (const [table, name] of names) await run(tx, creating(table, name));
  return [...names.values()];
};

/**
 * Has the tables that were filled take the place of those that answered, if any. Queries hold `read.projections` while
 * they look at the read models, so that none sees half of it. They are waited for for `patienceMs`, while new ones queue
 * behind; then it throws.
 */
export const swapModel = async (
  tx: ReadTransaction,
  projector: Projector,
  patienceMs: number,
): Promise<void> => {
  await run(tx, [
    `set local lock_timeout = ${patienceMs}`,
    'lock table read.projections in access exclusive mode',
  ]);
  await dropModel(tx, projector.name);
  for (const [table, name] of tableNamesOf([projector])) {
    await run(tx, [
      `alter table ${name}${next} rename to ${table.name}_v${projector.version}`,
      viewing(table, name),
    ]);
  }
  await answers(tx, projector);
};
