import { sql, type Kysely, type Transaction } from 'kysely';
import type { Database } from '../database.ts';

type Db = Kysely<Database> | Transaction<Database>;

/** A table of schema `ops`: what is not in the log. Which there are is asked of the database, not known here. */
export type OpsTable = {
  readonly name: string;
  /** Those that hold what was put in; generated ones come by themselves. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
};

/** All tables of schema `ops`, by name; none where there is no such schema yet. */
export const opsTables = async (db: Db): Promise<readonly OpsTable[]> => {
  const { rows } = await sql<OpsTable>`
    select c.relname as name,
      coalesce(json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod))
        order by a.attnum) filter (where a.attnum is not null), '[]') as columns
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'ops'
    left join pg_attribute a
      on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind in ('r', 'p') and not c.relispartition
    group by c.relname order by c.relname collate "C"`.execute(db);
  return rows;
};

/** Where each sequence of the schema stands that was used. */
export const opsSequences = async (db: Db): Promise<Readonly<Record<string, string>>> => {
  const { rows } = await sql<{ readonly name: string; readonly last: string }>`
    select sequencename as name, last_value::text as last from pg_sequences
    where schemaname = 'ops' and last_value is not null`.execute(db);
  return Object.fromEntries(rows.map(({ name, last }) => [name, last]));
};

/**
 * A query for the rows of a table as lines of JSON, in an order that depends on the rows alone. Every value is the text
 * that the database itself makes of it and reads back: nothing is lost of any type, a JSON null among them.
 */
export const linesOf = ({ name, columns }: OpsTable) => {
  const values = columns.map(
    (column) => sql`${sql.ref(column.name)}::text as ${sql.ref(column.name)}`,
  );
  return sql<{ readonly line: string }>`
    select row_to_json(r)::text as line from (select ${sql.join(values)} from ${sql.table(`ops.${name}`)}) r
    order by row_to_json(r)::text collate "C"`;
};
