import { sql, type Kysely } from 'kysely';
import type { Database } from './database.ts';

// One message to the server. The lock comes before the snapshot, which the first query takes: the swap of a rebuilt read
// model holds this one table in access exclusive mode while it replaces the others. So a query begins before the swap and
// keeps all old tables until it ends, or waits for it here and sees all new ones; never an old snapshot of a new table,
// which would look empty. And since it waits in one place only, before it holds anything, the two cannot deadlock.
const begin = `
  start transaction isolation level repeatable read, read only;
  lock table read.projections in access share mode`;

/**
 * Asks the read models for all that one answer needs, at one moment: neither a batch that is applied meanwhile nor the
 * swap of a rebuilt read model shows in one part of it and not in the other.
 */
export const oneMoment = <Result>(
  db: Kysely<Database>,
  ask: (moment: Kysely<Database>) => Promise<Result>,
): Promise<Result> =>
  db.connection().execute(async (connection) => {
    try {
      await sql.raw(begin).execute(connection);
      return await ask(connection);
    } finally {
      // Nothing was written. A connection that broke has nothing to end, and its error is told already.
      await sql`rollback`.execute(connection).catch(() => undefined);
    }
  });

/** A query that takes where to ask first, asked of one moment. */
export const askedOfOneMoment =
  <Args extends readonly unknown[], Result>(
    db: Kysely<Database>,
    query: (moment: Kysely<Database>, ...args: Args) => Promise<Result>,
  ): ((...args: Args) => Promise<Result>) =>
  (...args) =>
    oneMoment(db, (moment) => query(moment, ...args));
