import type { Kysely } from 'kysely';
import { afterAll, beforeAll } from 'vitest';
import { connectPostgres, type Database } from '../../../infra/postgres/database.ts';
import { prepareReadSchema } from '../../../infra/postgres/read-schema.ts';
import type { Projector } from '../../../projections/projector.ts';
import { readModels } from '../../../projections/read-models.ts';
import { startPostgres, type TestPostgres } from '../../support/start-postgres.ts';

export type Opened = { readonly db: Kysely<Database>; readonly url: string };

/** A database for a test file; `open` empties its read models. */
export const useReadModels = () => {
  let postgres: TestPostgres;
  let opened: Opened;
  beforeAll(async () => {
    postgres = await startPostgres();
    const url = await postgres.createDatabase();
    opened = { url, db: connectPostgres({ url, connectionsMax: 10, onError: () => undefined }) };
  });
  afterAll(async () => {
    await opened.db.destroy();
    await postgres.stop();
  });

  return {
    open: async (projectors: readonly Projector[] = readModels): Promise<Opened> => {
      await prepareReadSchema(opened.db, projectors, { anew: true });
      return opened;
    },
  };
};
