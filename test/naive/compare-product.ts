import * as fc from 'fast-check';
import type { Kysely } from 'kysely';
import type { RecordedEvent } from '../../domain/event-log.ts';
import type { Database } from '../../infra/postgres/database.ts';
import { readModelHashes } from '../../infra/postgres/read-model-hashes.ts';
import { readModels } from '../../projections/read-models.ts';
import { anyCuts, cut } from '../property/cut.ts';
import { anyHistory } from './arbitrary-history.ts';
import { differences, type History } from './compare.ts';
import { eventsIn } from './log-events.ts';
import { productUnderTest, type ProductUnderTest } from './product-under-test.ts';
import { productWorld } from './product-world.ts';
import { sideBySide } from './side-by-side.ts';

const anySize = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 2_000 }));

/** How a log is taken in: where it is cut, and what is filled beside it after which piece. */
const anyIntake = fc.record({
  cuts: anyCuts,
  otherCuts: anyCuts,
  sliceSizes: fc.array(anySize, { minLength: 1, maxLength: 6 }),
  joinWithinEvents: fc.constantFrom(0n, 5n, 100n, 4_000n),
  fillMetersAfter: fc.array(fc.nat(12), { maxLength: 3 }),
  rebuilds: fc.array(
    fc.record({ after: fc.nat(12), name: fc.constantFrom(...readModels.map(({ name }) => name)) }),
    { maxLength: 3 },
  ),
});
type Intake = typeof anyIntake extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** Takes pieces of the log in, one after another, while meters and read models are filled beside. */
const takeAll = async (
  product: ProductUnderTest,
  pieces: readonly (readonly RecordedEvent[])[],
  { fillMetersAfter, rebuilds }: Pick<Intake, 'fillMetersAfter' | 'rebuilds'>,
): Promise<void> => {
  let filling = Promise.resolve();
  for (const [index, piece] of pieces.entries()) {
    await product.take(piece);
    const names = rebuilds.filter(({ after }) => after === index).map(({ name }) => name);
    const fillsMeters = fillMetersAfter.includes(index);
    // One process fills one thing after another; a failure is told at the end.
    filling = filling.then(async () => {
      for (const name of names) await product.rebuild(name);
      if (fillsMeters) await product.fillMeters();
    });
    filling.catch(() => undefined);
  }
  await filling;
  await product.fillMeters();
};

type Hashes = Readonly<Record<string, string>>;

const differing = (what: string, one: Hashes, other: Hashes): readonly string[] =>
  Object.keys(one)
    .filter((table) => one[table] !== other[table])
    .map((table) => `${table} is another ${what}`);

/** Takes histories in, side by side; gives what differs in each of them, and how the same log is taken in anew. */
const liveAnswers = async (db: Kysely<Database>, histories: readonly History[], seed: number) => {
  const { histories: apart, log } = sideBySide(histories, seed);
  const [intake] = fc.sample(anyIntake, { numRuns: 1, seed });
  if (intake === undefined) throw new Error('there is one');
  const events = eventsIn(log);
  const product = await productUnderTest(db, intake);
  await takeAll(product, cut(events, intake.cuts), intake);
  const world = productWorld(db);
  const lines = await Promise.all(apart.map((history) => differences(world, history)));
  const takeAnew = async (): Promise<void> => {
    const anew = await productUnderTest(db, intake);
    await takeAll(anew, cut(events, intake.otherCuts), { fillMetersAfter: [], rebuilds: [] });
  };
  return { product, lines, takeAnew };
};

/** Whether a history that is alone is answered by the rules. */
export const agreesAlone = async (
  db: Kysely<Database>,
  history: History,
  seed: number,
): Promise<boolean> => (await liveAnswers(db, [history], seed)).lines.flat().length === 0;

type Found = {
  /** What differs in each history. */
  readonly ofHistories: readonly (readonly string[])[];
  /** Tables that a rebuild makes otherwise. */
  readonly ofTables: readonly string[];
};

/** Takes histories in, side by side, and holds every answer and every rebuild against what is right. */
export const compareWithProduct = async (
  db: Kysely<Database>,
  histories: readonly History[],
  seed: number,
): Promise<Found> => {
  const { product, lines, takeAnew } = await liveAnswers(db, histories, seed);
  const lived = await readModelHashes(db, readModels);
  for (const { name } of readModels) await product.rebuild(name);
  const beside = await readModelHashes(db, readModels);
  await takeAnew();
  const again = await readModelHashes(db, readModels);
  const ofTables = [
    ...differing('once it is filled beside', lived, beside),
    ...differing('once all is rebuilt', lived, again),
  ];
  return { ofHistories: lines, ofTables };
};

/** How histories are drawn: large and small ones, without a liking for odd values, of which there are enough. */
export const drawn = { arbitrary: anyHistory(), unbiased: true };

/** The histories of a seed. */
export const historiesOf = (seed: number, count: number): readonly History[] =>
  fc.sample(drawn.arbitrary, { numRuns: count, seed, unbiased: drawn.unbiased });
