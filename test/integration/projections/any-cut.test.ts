import * as fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { readModelHashes } from '../../../infra/postgres/read-model-hashes.ts';
import { membershipClaims } from '../../../projections/memberships/tables.ts';
import { readModels } from '../../../projections/read-models.ts';
import { storageClaims } from '../../../projections/storage/tables.ts';
import { anyLog } from '../../property/arbitrary-log.ts';
import { anyCuts, cut } from '../../property/cut.ts';
import { factOf } from '../../support/facts.ts';
import { applyAll, clear, dump, eventsOf } from './batches.ts';
import { useReadModels } from './use-read-models.ts';

const postgres = useReadModels();

test('the tables are the same to the byte however the log is cut into batches', async () => {
  const { db } = await postgres.open();
  const log = anyLog({ minLength: 100, maxLength: 250 });
  await fc.assert(
    fc.asyncProperty(log, anyCuts, async (events, cuts) => {
      await clear(db);
      const checkpoint = await applyAll(db, events);
      const whole = await dump(db);
      await clear(db);
      expect(await applyAll(db, ...cut(events, cuts))).toEqual(checkpoint);
      expect(await dump(db)).toEqual(whole);
    }),
    { numRuns: 30, interruptAfterTimeLimit: 20_000 },
  );
});

test('nor does it matter where each event is a batch of its own', async () => {
  const { db } = await postgres.open();
  await fc.assert(
    fc.asyncProperty(anyLog({ minLength: 30, maxLength: 60 }), async (events) => {
      await clear(db);
      await applyAll(db, events);
      const whole = await dump(db);
      await clear(db);
      await applyAll(db, ...events.map((event) => [event]));
      expect(await dump(db)).toEqual(whole);
    }),
    { numRuns: 5, interruptAfterTimeLimit: 10_000 },
  );
});

const versioned = [storageClaims, membershipClaims].map(({ name }) => name);

test('what a shorter log gave for claims stays, as the rows since its end or before', async () => {
  const { db } = await postgres.open();
  const claimsTo = async (sequence: number) => {
    const tables = versioned.map((name) =>
      sql<{ readonly row: string }>`
        select t::text as row from ${sql.table(`read.${name}`)} t
        where since <= ${sequence} order by 1`.execute(db),
    );
    return (await Promise.all(tables)).map(({ rows }) => rows.map(({ row }) => row));
  };
  const log = anyLog({ minLength: 100, maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(log, fc.nat(200), async (events, length) => {
      const [first, rest] = [events.slice(0, length), events.slice(length)];
      await clear(db);
      await applyAll(db, first);
      const then = await claimsTo(events.length);
      await applyAll(db, rest);
      expect(await claimsTo(first.length)).toEqual(then);
    }),
    { numRuns: 20, interruptAfterTimeLimit: 20_000 },
  );
});

test('sums of decimals hash the same, taken in together or one after another', async () => {
  const { db } = await postgres.open();
  const rollup = { count: 1, durationMs: 0.5 };
  const [first, second] = eventsOf(
    factOf('openmeet.api.rollup', rollup, { id: '1' }),
    factOf('openmeet.api.rollup', rollup, { id: '2' }),
  );
  if (first === undefined || second === undefined) throw new Error('there are two');
  await applyAll(db, [first, second]);
  const together = await readModelHashes(db, readModels);
  await clear(db);
  await applyAll(db, [first], [second]);
  expect(await readModelHashes(db, readModels)).toEqual(together);
});
