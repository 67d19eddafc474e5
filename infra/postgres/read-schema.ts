import { sql, type Kysely, type Transaction } from 'kysely';
import { beginning } from '../../domain/ledger/checkpoint.ts';
import type { Projector } from '../../projections/projector.ts';
import type { Column, Table } from '../../projections/table.ts';
import { codecOf } from './column-types.ts';
import type { Database } from './database.ts';

/** Where each table of a set of read models lies. Versions lie side by side; a view of the plain name shows the one that answers. */
export type TableNames = ReadonlyMap<Table, string>;

export const tableNamesOf = (projectors: readonly Projector[]): TableNames =>
  new Map(
    projectors.flatMap(({ tables, version }) =>
      tables.map((table) => [table, `read.${table.name}_v${version}`] as const),
    ),
  );

/** What the read models were made by: a process of another version must not move their checkpoint. */
export const versionsOf = (projectors: readonly Projector[]): string =>
  projectors.map(({ name, version }) => `${name} ${version}`).join(', ');

const columnSql = (column: Column): string => `${column[0]} ${codecOf(column).sqlType} not null`;

const createTable = (table: Table, name: string): readonly string[] => {
  const key = table.key.map(([column]) => column).join(', ');
  const columns = [...table.key, ...table.rest].map(columnSql).join(', ');
  return [
    `create table ${name} (${columns}, primary key (${key}))`,
    ...table.indexes.map((index) => `create index on ${name} (${index.join(', ')})`),
    `create view read.${table.name} as select * from ${name}`,
  ];
};

const createSchema = async (
  tx: Transaction<Database>,
  projectors: readonly Projector[],
): Promise<void> => {
  const statements = [
    'create schema read',
    'create table read.checkpoint (position bigint, sequence bigint not null, digest text not null, versions text not null)',
    `insert into read.checkpoint values (null, 0, '${beginning.digest}', '${versionsOf(projectors)}')`,
    'create table read.projections (name text primary key, version integer not null)',
    ...[...tableNamesOf(projectors)].flatMap(([table, name]) => createTable(table, name)),
  ];
  for (const statement of statements) await sql.raw(statement).execute(tx);
  await tx
    .insertInto('read.projections')
    .values(projectors.map(({ name, version }) => ({ name, version })))
    .execute();
};

const isCurrent = async (
  tx: Transaction<Database>,
  projectors: readonly Projector[],
): Promise<boolean> => {
  const known = await tx.selectFrom('read.projections').selectAll().execute();
  const wanted = new Map(projectors.map(({ name, version }) => [name, version]));
  return (
    known.length === wanted.size && known.every(({ name, version }) => wanted.get(name) === version)
  );
};

// Any other lacks characters that a fact may hold, which would be found only after the fact was acknowledged.
const checkEncoding = async (tx: Transaction<Database>): Promise<void> => {
  const { rows } = await sql<{ readonly encoding: string }>`
    select current_setting('server_encoding') as encoding`.execute(tx);
  const encoding = rows[0]?.encoding;
  if (encoding !== 'UTF8') {
    throw new Error(
      `The database's encoding is ${String(encoding)}: create it with encoding UTF8.`,
    );
  }
};

/**
 * Makes the schema of the read models where it is missing, or where it was made by other versions of the projectors: it
 * holds nothing that is not in the log. Says whether what was there was dropped. Safe to call from several processes.
 */
export const prepareReadSchema = (
  db: Kysely<Database>,
  projectors: readonly Projector[],
  { anew }: { readonly anew: boolean },
): Promise<'kept' | 'created' | 'dropped'> =>
  db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('ledger read schema'))`.execute(tx);
    const { rows } = await sql`select 1 from pg_namespace where nspname = 'read'`.execute(tx);
    const exists = rows.length > 0;
    if (exists && !anew && (await isCurrent(tx, projectors))) return 'kept';
    if (exists) await sql`drop schema read cascade`.execute(tx);
    await checkEncoding(tx);
    await createSchema(tx, projectors);
    return exists ? 'dropped' : 'created';
  });
