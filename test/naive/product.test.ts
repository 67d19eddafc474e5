import type { Kysely } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectPostgres, type Database } from '../../infra/postgres/database.ts';
import { startPostgres, type TestPostgres } from '../support/start-postgres.ts';
import { compareWithProduct, historiesOf } from './compare-product.ts';

let postgres: TestPostgres;
let db: Kysely<Database>;
beforeAll(async () => {
  postgres = await startPostgres();
  const url = await postgres.createDatabase();
  db = connectPostgres({ url, connectionsMax: 10, onError: () => undefined });
});
afterAll(async () => {
  await db.destroy();
  await postgres.stop();
});

// node test/naive/check-product.ts asks about as many histories as wanted, and finds the smallest that differs.
test.each([1, 2, 3, 4])(
  'answers are by the rules, live, filled beside and rebuilt: seed %i',
  async (seed) => {
    const { ofHistories, ofTables } = await compareWithProduct(db, historiesOf(seed, 50), seed);
    expect(ofHistories.flat()).toEqual([]);
    expect(ofTables).toEqual([]);
  },
);
