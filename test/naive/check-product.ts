import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { connectPostgres } from '../../infra/postgres/database.ts';
import { startPostgres } from '../support/start-postgres.ts';
import { agreesAlone, compareWithProduct, drawn, historiesOf } from './compare-product.ts';
import { questionCount, type History } from './compare.ts';

const usage = `Asks the product, over a real database, and the naive implementation the same questions about the same histories, and holds
every rebuild against what was there before. Prints what differs, with the smallest history that shows it.

  node test/naive/check-product.ts [--cases 3000] [--seed N] [--beside 30]`;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '3000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    beside: { type: 'string', default: '30' },
    help: { type: 'boolean', default: false },
  },
});

const postgres = await startPostgres();
const url = await postgres.createDatabase();
const db = connectPostgres({ url, connectionsMax: 10, onError: () => undefined });

const say = (line: string): void => {
  console.log(line);
};

/** The smallest history, drawn like the one of that number, that differs where it is alone. */
const shrunk = async (seed: number, number: number): Promise<unknown> => {
  const agrees = (history: History): Promise<boolean> => agreesAlone(db, history, seed);
  const { counterexample } = await fc.check(fc.asyncProperty(drawn.arbitrary, agrees), {
    seed,
    unbiased: drawn.unbiased,
    path: String(number),
    numRuns: 1,
    interruptAfterTimeLimit: 120_000,
  });
  return counterexample?.[0];
};

const report = async (seed: number, histories: readonly History[]): Promise<number> => {
  const { ofHistories, ofTables } = await compareWithProduct(db, histories, seed);
  for (const line of ofTables) say(`seed ${seed}: ${line}`);
  const wrong = [...ofHistories.entries()].filter(([, lines]) => lines.length > 0);
  for (const [number, lines] of wrong) {
    say(`seed ${seed}, history ${number}:\n${lines.slice(0, 5).join('\n')}`);
  }
  const [first] = wrong;
  if (first !== undefined) {
    const [number] = first;
    const smallest = await shrunk(seed, number);
    say(
      smallest === undefined
        ? `seed ${seed}, history ${number}: it agrees where it is alone`
        : `seed ${seed}, history ${number}, shrunk: ${JSON.stringify(smallest)}`,
    );
  }
  return wrong.length + ofTables.length;
};

const main = async (): Promise<void> => {
  const [cases, seed, beside] = [values.cases, values.seed, values.beside].map(Number);
  if (values.help || !cases || seed === undefined || !beside) {
    say(usage);
    return;
  }
  say(`${cases} histories, ${beside} in one log, from seed ${seed} on`);
  const startedAt = performance.now();
  let [done, events, questions, found] = [0, 0, 0, 0];
  while (done < cases) {
    const histories = historiesOf(seed + done, Math.min(beside, cases - done));
    found += await report(seed + done, histories);
    done += histories.length;
    for (const history of histories) {
      events += history.log.length;
      questions += questionCount(history);
    }
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    say(
      `${done} histories of ${events} events, ${questions} questions, ${found} differences (${seconds} s)`,
    );
  }
  if (found > 0) process.exitCode = 1;
};

try {
  await main();
} finally {
  await db.destroy();
  await postgres.stop();
}
