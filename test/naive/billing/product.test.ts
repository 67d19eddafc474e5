import * as fc from 'fast-check';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectPostgres, type Database } from '../../../infra/postgres/database.ts';
import { startPostgres, type TestPostgres } from '../../support/start-postgres.ts';
import { anyScenario } from './arbitrary-scenario.ts';
import { billingProduct } from './billing-product.ts';
import { play } from './play.ts';
import { without } from './simpler-scenario.ts';

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

// node test/naive/billing/check-billing.ts bills as many histories as wanted, and finds the smallest that differs.
test.each([
  ['late-changes,repeats,fees', 5],
  ['late-changes,late-usage,fees', 6],
  ['late-changes,late-usage,repeats', 7],
])(
  'documents are by the rules, in histories without %s',
  async (names, seed) => {
    const scenarios = fc.sample(anyScenario().map(without(names)), {
      numRuns: 12,
      seed,
      unbiased: true,
    });
    let issued = 0;
    for (const scenario of scenarios) {
      const product = await billingProduct(db, { eventsAtOnce: 50, accountsAtOnce: 3 });
      const { differences, documents } = await play(scenario, product);
      expect(differences).toEqual([]);
      issued += documents;
    }
    expect(issued).toBeGreaterThan(12);
  },
  120_000,
);
