import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Database } from '../database.ts';

const cursor = 'rows_to_bill';

/**
 * The rows of a query, some thousands at a time: what is held does not grow with their number. Within a transaction, and one
 * query at a time; the consumer must not wait for long in between.
 */
export const rowsInChunks = async function* <Row>(
  moment: Kysely<Database>,
  query: RawBuilder<Row>,
  chunkRows: number,
): AsyncGenerator<readonly Row[]> {
  // All rows will be read: the plan that is soonest done with the first ones is not the best.
  await sql`set local cursor_tuple_fraction = 1`.execute(moment);
  await sql`declare ${sql.raw(cursor)} no scroll cursor for ${query}`.execute(moment);
  try {
    for (;;) {
      const { rows } = await sql<Row>`
        fetch ${sql.raw(String(chunkRows))} from ${sql.raw(cursor)}`.execute(moment);
      if (rows.length > 0) yield rows;
      if (rows.length < chunkRows) return;
    }
  } finally {
    await sql`close ${sql.raw(cursor)}`.execute(moment).catch(() => undefined);
  }
};
