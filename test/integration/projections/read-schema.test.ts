import { expect, test } from 'vitest';
import { beginning } from '../../../domain/ledger/checkpoint.ts';
import { readCheckpoint } from '../../../infra/postgres/checkpoint.ts';
import { summary } from '../../../infra/postgres/queries/summary.ts';
import { prepareReadSchema } from '../../../infra/postgres/read-schema.ts';
import { readModels } from '../../../projections/read-models.ts';
import { madeFact } from '../../support/facts.ts';
import { applyAll, eventsOf, type Db } from './batches.ts';
import { useReadModels } from './use-read-models.ts';

const postgres = useReadModels();
const kept = { anew: false };

const factsIn = async (db: Db): Promise<bigint> => {
  const { factsByType } = await summary(db, 't1');
  return Object.values(factsByType).reduce((sum, count) => sum + count, 0n);
};

test('read models of the same versions stay as they are', async () => {
  const { db } = await postgres.open();
  const after = await applyAll(db, eventsOf(madeFact()));
  expect(await prepareReadSchema(db, readModels, kept)).toBe('kept');
  expect(await readCheckpoint(db)).toEqual(after);
  expect(await factsIn(db)).toBe(1n);
});

test.each([
  ['another version', readModels.map((model) => ({ ...model, version: model.version + 1 })), kept],
  ['one fewer', readModels.slice(0, -1), kept],
  ['the wish', readModels, { anew: true }],
])('%s begins anew', async (_, projectors, wish) => {
  const { db } = await postgres.open();
  await applyAll(db, eventsOf(madeFact()));
  expect(await prepareReadSchema(db, projectors, wish)).toBe('dropped');
  expect(await readCheckpoint(db)).toEqual(beginning);
});

test('of many who start at once one makes the tables', async () => {
  const { db } = await postgres.open();
  await db.schema.dropSchema('read').cascade().execute();
  const made = await Promise.all(
    Array.from({ length: 8 }, () => prepareReadSchema(db, readModels, kept)),
  );
  expect(made.toSorted()).toEqual(['created', ...Array<string>(7).fill('kept')]);
  await applyAll(db, eventsOf(madeFact()));
  expect(await factsIn(db)).toBe(1n);
});
