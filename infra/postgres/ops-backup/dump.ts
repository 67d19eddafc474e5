import { createHash } from 'node:crypto';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Database } from '../database.ts';
import { linesOf, opsSequences, opsTables, type OpsTable } from './tables.ts';

const rowsAtOnce = 1_000;

/** The rows of a table, as they are in this transaction, in flat memory. */
async function* rowsIn(tx: Transaction<Database>, table: OpsTable): AsyncGenerator<string> {
  await sql`declare dumped no scroll cursor for ${linesOf(table)}`.execute(tx);
  const fetchSome = sql<{ readonly line: string }>`fetch ${sql.lit(rowsAtOnce)} from dumped`;
  for (;;) {
    const { rows } = await fetchSome.execute(tx);
    if (rows.length === 0) break;
    for (const { line } of rows) yield `${line}\n`;
  }
  await sql`close dumped`.execute(tx);
}

export type DumpedTable = {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
  /** Of the lines: the same rows give the same hash. */
  readonly linesSha256: string;
};

export type DumpedOps = {
  readonly tables: readonly DumpedTable[];
  readonly sequences: Readonly<Record<string, string>>;
  /** Of PostgreSQL. */
  readonly serverVersion: string;
};

type Write = (table: string, lines: AsyncIterable<string>) => Promise<void>;

const readToTheEnd: Write = async (_, lines) => {
  const iterator = lines[Symbol.asyncIterator]();
  let { done } = await iterator.next();
  while (done !== true) ({ done } = await iterator.next());
};

const dumpTable = async (
  tx: Transaction<Database>,
  table: OpsTable,
  write: Write,
): Promise<DumpedTable> => {
  const hash = createHash('sha256');
  let rows = 0;
  const counted = async function* (): AsyncGenerator<string> {
    for await (const line of rowsIn(tx, table)) {
      hash.update(line);
      rows += 1;
      yield line;
    }
  };
  await write(table.name, counted());
  const columns = table.columns.map(({ name }) => name);
  return { name: table.name, columns, rows, linesSha256: hash.digest('hex') };
};

/**
 * Reads all tables of schema `ops` as they are at one moment, and hands the lines of each to `write`. Without one it only
 * counts and hashes them.
 */
export const dumpOps = (db: Kysely<Database>, write: Write = readToTheEnd): Promise<DumpedOps> =>
  db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const tables: DumpedTable[] = [];
      for (const table of await opsTables(tx)) tables.push(await dumpTable(tx, table, write));
      // After the rows: sequences know no transactions, and must not be behind what was read.
      const sequences = await opsSequences(tx);
      const { rows } = await sql<{ readonly version: string }>`
        select current_setting('server_version') as version`.execute(tx);
      return { tables, sequences, serverVersion: rows[0]?.version ?? '' };
    });
