import { sql, type Kysely } from 'kysely';
import { sha256 } from '../../domain/hash.ts';
import type { Projector } from '../../projections/projector.ts';
import type { Database } from './database.ts';
import { tableNamesOf } from './table-names.ts';

/**
 * A hash over the rows of each table of the read models, in the order of their keys: what a rebuild must give again. The
 * database hashes row by row, so that no table has to fit into memory.
 */
export const readModelHashes = async (
  db: Kysely<Database>,
  projectors: readonly Projector[],
): Promise<Readonly<Record<string, string>>> => {
  const hashes: Record<string, string> = {};
  for (const [table, name] of tableNamesOf(projectors)) {
    const key = sql.raw(
      table.key
        .map(([column, type]) => (type === 'text' ? `${column} collate "C"` : column))
        .join(', '),
    );
    const { rows } = await sql<{ readonly hashes: string | null }>`
      select string_agg(hash, '' order by part) as hashes from (
        select n / 10000 as part, md5(string_agg(row, '' order by n)) as hash
        from (select row_number() over (order by ${key}) as n, md5(t::text) as row
          from ${sql.raw(name)} t) numbered
        group by 1
      ) parts`.execute(db);
    hashes[name] = sha256(rows[0]?.hashes ?? '');
  }
  return hashes;
};
