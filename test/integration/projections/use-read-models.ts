import type { Kysely } from 'kysely';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { connectPostgres, type Database } from '../../../infra/postgres/database.ts';
import { prepareReadSchema } from '../../../infra/postgres/read-schema.ts';
import type { Projector } from '../../../projections/projector.ts';
import { readModels } from '../../../projections/read-models.ts';
import { startPostgres, type TestPostgres } from '../../support/start-postgres.ts';

export type Opened = { readonly db: Kysely<Database>; readonly url: string };

/** A Postgres for a test file; `open` gives a database with empty read models, which lasts as long as the test. */
export const useReadModels = () => {
  let postgres: TestPostgres;
  const opened: Kysely<Database>[] = [];
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((db) => db.destroy()));
  });
  afterAll(() => postgres.stop());

  return {
    open: async (projectors: readonly Projector[] = readModels): Promise<Opened> => {
      const url = await postgres.createDatabase();
      const db = connectPostgres({ url, connectionsMax: 10, onError: () => undefined });
      opened.push(db);
      await prepareReadSchema(db, projectors, { anew: false });
      return { db, url };
    },
  };
};
