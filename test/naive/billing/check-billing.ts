import { parseArgs } from 'node:util';
import type { Kysely } from 'kysely';
import * as fc from 'fast-check';
import { connectPostgres, type Database } from '../../../infra/postgres/database.ts';
import { startPostgres } from '../../support/start-postgres.ts';
import { anyScenario } from './arbitrary-scenario.ts';
import { billingProduct } from './billing-product.ts';
import { play, type Played } from './play.ts';
import type { Scenario } from './scenario.ts';
import { simplifications, without } from './simpler-scenario.ts';
import { smallestScenario } from './smallest-scenario.ts';

const usage = `Lets the product, over a real database, and the naive implementation bill the same generated histories, run by run. Prints the
smallest history in which they issue different documents.

  node test/naive/billing/check-billing.ts [--cases 200] [--skip 0] [--seed N] [--steps 80] [--without ${Object.keys(simplifications).join(',')}]`;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '200' },
    skip: { type: 'string', default: '0' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    steps: { type: 'string', default: '80' },
    without: { type: 'string', default: 'none' },
    help: { type: 'boolean', default: false },
  },
});

const say = (line: string): void => {
  console.log(line);
};

const shown = ({ steps }: Scenario): readonly string[] =>
  steps
    .filter((step) => step.kind !== 'entry' || step.entry.kind !== 'meter-defined')
    .map((step) => JSON.stringify(step.kind === 'entry' ? step.entry : step));

/** Compares so many histories; false where one differs. */
const check = async (
  db: Kysely<Database>,
  { cases, seed, stepsMax }: { cases: number; seed: number; stepsMax: number },
): Promise<boolean> => {
  const startedAt = performance.now();
  const done = { cases: 0, events: 0, documents: 0, adjustments: 0 };
  const tell = (): void => {
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    const { cases: histories, events, documents, adjustments } = done;
    const issued = `${documents} documents, ${adjustments} adjustments`;
    say(`${histories} histories of ${events} events: ${issued} (${seconds} s)`);
  };
  const playOnce = async (scenario: Scenario): Promise<Played> => {
    // Every other history is taken in and billed by small pieces.
    const whole = { eventsAtOnce: 500, accountsAtOnce: 250 };
    const pieces = { eventsAtOnce: 7, accountsAtOnce: 2 };
    const isWhole = scenario.steps.length % 2 === 0;
    return play(scenario, await billingProduct(db, isWhole ? whole : pieces));
  };
  const any = anyScenario({ stepsMax }).map(without(values.without));
  for (const scenario of fc
    .sample(any, { seed, numRuns: cases, unbiased: true })
    .slice(Number(values.skip))) {
    const { log, differences, documents, adjustments } = await playOnce(scenario);
    if (differences.length > 0) {
      tell();
      say(differences.join('\n'));
      const differs = async (other: Scenario): Promise<boolean> =>
        (await playOnce(other)).differences.length > 0;
      const smallest = await smallestScenario(scenario, differs);
      for (const line of shown(smallest)) say(line);
      say((await playOnce(smallest)).differences.join('\n'));
      return false;
    }
    done.cases += 1;
    done.events += log.length;
    done.documents += documents;
    done.adjustments += adjustments;
    if (done.cases % 50 === 0) tell();
  }
  tell();
  return true;
};

const [cases, seed, stepsMax] = [values.cases, values.seed, values.steps].map(Number);
if (values.help || !cases || seed === undefined || !stepsMax) {
  say(usage);
} else {
  say(`${cases} histories, seed ${seed}, without ${values.without}`);
  const postgres = await startPostgres();
  const url = await postgres.createDatabase();
  const db = connectPostgres({ url, connectionsMax: 10, onError: () => undefined });
  try {
    if (!(await check(db, { cases, seed, stepsMax }))) process.exitCode = 1;
  } finally {
    await db.destroy();
    await postgres.stop();
  }
}
