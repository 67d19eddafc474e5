import * as fc from 'fast-check';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectPostgres, type Database } from '../../../infra/postgres/database.ts';
import { startPostgres, type TestPostgres } from '../../support/start-postgres.ts';
import { anyScenario } from './arbitrary-scenario.ts';
import { billingProduct } from './billing-product.ts';
import { play } from './play.ts';

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
test.each([5, 6, 7])(
  'documents are by the rules, in histories of seed %i',
  async (seed) => {
    const scenarios = fc.sample(anyScenario(), { numRuns: 5, seed, unbiased: true });
    let [issued, adjusted] = [0, 0];
    for (const [index, scenario] of scenarios.entries()) {
      const whole = { eventsAtOnce: 500, accountsAtOnce: 250 };
      const pieces = { eventsAtOnce: 7, accountsAtOnce: 2 };
      const product = await billingProduct(db, index % 2 === 0 ? whole : pieces);
      const { differences, documents, adjustments } = await play(scenario, product);
      expect(differences).toEqual([]);
      issued += documents;
      adjusted += adjustments;
    }
    expect(issued).toBeGreaterThan(12);
    expect(adjusted).toBeGreaterThan(0);
  },
  120_000,
);
