import { sql, type Kysely, type RawBuilder, type Transaction } from 'kysely';
import type { Database } from '../database.ts';
import { opsTables, type OpsTable } from './tables.ts';

/** The rows of a table that a backup holds, as lines of JSON, some at a time. */
export type TableRows = {
  readonly name: string;
  /** Those that the rows have; the table may have more. */
  readonly columns: readonly string[];
  readonly batches: () => AsyncIterable<readonly string[]>;
};

const reference = (name: string): RawBuilder<unknown> => sql`${sql.table(`ops.${name}`)}`;

const insert = (
  { name, columns }: OpsTable,
  present: readonly string[],
  lines: readonly string[],
): RawBuilder<unknown> => {
  const used = columns.filter((column) => present.includes(column.name));
  const names = sql.join(used.map((column) => sql.ref(column.name)));
  // The type's own name, as the database gave it out.
  const values = sql.join(
    used.map((column) => sql`(r->>${sql.lit(column.name)})::${sql.raw(column.type)}`),
  );
  return sql`
    insert into ${reference(name)} (${names}) overriding system value
    select ${values} from json_array_elements(${`[${lines.join(',')}]`}::json) r`;
};

const loadTable = async (
  tx: Transaction<Database>,
  table: OpsTable,
  { columns, batches }: TableRows,
): Promise<void> => {
  for await (const lines of batches()) {
    if (lines.length > 0) await insert(table, columns, lines).execute(tx);
  }
};

type ForeignKey = { readonly table: string; readonly name: string; readonly definition: string };

const foreignKeys = async (tx: Transaction<Database>): Promise<readonly ForeignKey[]> => {
  const { rows } = await sql<ForeignKey>`
    select c.relname as table, k.conname as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k
    join pg_class c on c.oid = k.conrelid
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'ops'
    where k.contype = 'f' and k.conparentid = 0`.execute(tx);
  return rows;
};

/**
 * Puts the rows of a backup into the empty tables of schema `ops`, all or nothing. Foreign keys are taken off meanwhile
 * and checked again when all is in, so that the order of the tables does not matter.
 */
export const loadOps = (
  db: Kysely<Database>,
  tables: readonly TableRows[],
  sequences: Readonly<Record<string, string>>,
): Promise<void> =>
  db.transaction().execute(async (tx) => {
    const known = new Map((await opsTables(tx)).map((table) => [table.name, table]));
    const keys = await foreignKeys(tx);
    for (const { table, name } of keys) {
      await sql`alter table ${reference(table)} drop constraint ${sql.ref(name)}`.execute(tx);
    }
    for (const rows of tables) {
      const table = known.get(rows.name);
      if (table === undefined) throw new Error(`This database has no table ops.${rows.name}.`);
      await loadTable(tx, table, rows);
    }
    for (const { table, name, definition } of keys) {
      await sql`alter table ${reference(table)} add constraint ${sql.ref(name)} ${sql.raw(definition)}`.execute(
        tx,
      );
    }
    for (const [name, last] of Object.entries(sequences)) {
      await sql`select setval(format('ops.%I', ${name}::text)::regclass, ${last}::bigint)`.execute(
        tx,
      );
    }
  });

/** Drops the read models: they hold nothing that is not in the log, and the next start fills them from it. */
export const dropReadModels = async (db: Kysely<Database>): Promise<void> => {
  await sql`drop schema if exists read cascade`.execute(db);
};
