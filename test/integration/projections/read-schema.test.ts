import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { beginning } from '../../../domain/ledger/checkpoint.ts';
import { readCheckpoint } from '../../../infra/postgres/checkpoint.ts';
import { failFill, fills } from '../../../infra/postgres/fills.ts';
import { summary } from '../../../infra/postgres/queries/summary.ts';
import { prepareReadSchema } from '../../../infra/postgres/read-schema.ts';
import { rebuildsOf } from '../../../infra/postgres/rebuilds.ts';
import type { Projector } from '../../../projections/projector.ts';
import { readModels } from '../../../projections/read-models.ts';
import { eventOf, madeFact } from '../../support/facts.ts';
import { applyAll, dump, eventsOf, type Db } from './batches.ts';
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

const newerOf = (name: string): readonly Projector[] =>
  readModels.map((model) =>
    model.name === name ? { ...model, version: model.version + 1 } : model,
  );

const untilOneWaits = async (db: Db): Promise<void> => {
  for (;;) {
    const { rows } = await sql`
      select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
    if (rows.length > 0) return;
  }
};

/** The tables that are filled to take the place of others. */
const nextTables = async (db: Db): Promise<readonly string[]> => {
  const { rows } = await sql<{ readonly name: string }>`
    select tablename as name from pg_tables
    where schemaname = 'read' and tablename like '%\\_next' order by 1`.execute(db);
  return rows.map(({ name }) => name);
};

const nextTablesOf = (projectors: readonly Projector[], name: string): readonly string[] =>
  projectors
    .filter((model) => model.name === name)
    .flatMap(({ tables, version }) => tables.map((table) => `${table.name}_v${version}_next`))
    .toSorted();

test.each(readModels.map(({ name }) => name))(
  'another version of %s is filled beside what answers, which stays',
  async (name) => {
    const { db } = await postgres.open();
    const after = await applyAll(db, eventsOf(madeFact()));
    const before = await dump(db);
    const newer = newerOf(name);
    expect(await prepareReadSchema(db, newer, kept)).toBe('kept');
    expect(await readCheckpoint(db)).toEqual(after);
    expect(await dump(db)).toEqual(before);
    expect(await factsIn(db)).toBe(1n);
    expect(await nextTables(db)).toEqual(nextTablesOf(newer, name));
    expect(await fills(db)).toEqual([
      {
        name,
        version: newer.find((model) => model.name === name)?.version,
        meters: [],
        checkpoint: beginning,
        startedAt: expect.any(Date) as Date,
        problem: undefined,
      },
    ]);
    // What answers is filled on by the version it has.
    await applyAll(db, [eventOf(madeFact({ id: '2' }), 2n)]);
    expect(await factsIn(db)).toBe(2n);
  },
);

test('a fill that is under way goes on, one that failed begins again', async () => {
  const { db } = await postgres.open();
  const newer = newerOf('usage');
  await prepareReadSchema(db, newer, kept);
  await db.updateTable('read.fills').set({ sequence: '7', digest: 'd' }).execute();
  await prepareReadSchema(db, newer, kept);
  expect(await fills(db)).toMatchObject([{ name: 'usage', checkpoint: { sequence: 7n } }]);
  const [underWay] = await fills(db);
  if (underWay === undefined) throw new Error('nothing is filled');
  await failFill(db, underWay, 'it broke');
  expect(await fills(db)).toMatchObject([{ problem: 'it broke' }]);
  await prepareReadSchema(db, newer, kept);
  expect(await fills(db)).toMatchObject([{ checkpoint: beginning, problem: undefined }]);
  expect(await nextTables(db)).toEqual(nextTablesOf(newer, 'usage'));
});

test('a fill of a version gives way to that of the next, with its tables', async () => {
  const { db } = await postgres.open();
  await prepareReadSchema(db, newerOf('usage'), kept);
  const newest = readModels.map((model) =>
    model.name === 'usage' ? { ...model, version: model.version + 2 } : model,
  );
  await prepareReadSchema(db, newest, kept);
  const version = newest.find(({ name }) => name === 'usage')?.version;
  expect(await fills(db)).toMatchObject([{ name: 'usage', version, checkpoint: beginning }]);
  expect(await nextTables(db)).toEqual(nextTablesOf(newest, 'usage'));
});

test('a read model that the code no longer has stays, and nothing is filled', async () => {
  const { db } = await postgres.open();
  const after = await applyAll(db, eventsOf(madeFact()));
  expect(await prepareReadSchema(db, readModels.slice(0, -1), kept)).toBe('kept');
  expect(await readCheckpoint(db)).toEqual(after);
  expect(await fills(db)).toEqual([]);
});

test('a read model that is new to the code is filled', async () => {
  const { db } = await postgres.open(readModels.slice(0, -1));
  expect(await prepareReadSchema(db, readModels, kept)).toBe('kept');
  expect(await fills(db)).toMatchObject([{ name: readModels.at(-1)?.name }]);
  expect(await nextTables(db)).toEqual(nextTablesOf(readModels, readModels.at(-1)?.name ?? ''));
});

test.each([
  ['another layout', kept, (db: Db) => sql`update read.layout set version = 0`.execute(db)],
  [
    'a layout of old, which said nothing',
    kept,
    (db: Db) => sql`drop table read.layout`.execute(db),
  ],
  ['the wish', { anew: true }, () => Promise.resolve()],
])('%s begins anew', async (_, wish, change) => {
  const { db } = await postgres.open();
  await applyAll(db, eventsOf(madeFact()));
  await prepareReadSchema(db, newerOf('usage'), kept);
  await change(db);
  expect(await prepareReadSchema(db, readModels, wish)).toBe('dropped');
  expect(await readCheckpoint(db)).toEqual(beginning);
  expect(await factsIn(db)).toBe(0n);
  expect(await fills(db)).toEqual([]);
  expect(await nextTables(db)).toEqual([]);
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

test('a rebuild that several ask for at once is asked for once', async () => {
  const { db } = await postgres.open();
  const rebuilds = rebuildsOf(db, readModels);
  const asked = await Promise.all(Array.from({ length: 4 }, () => rebuilds.request('storage')));
  expect(asked).toEqual(asked.map(() => 'requested'));
  expect((await fills(db)).map(({ name }) => name)).toEqual(['storage']);
});

test('who gives a fill up while it joins waits for that, and is no deadlock', async () => {
  const { db } = await postgres.open();
  const rebuilds = rebuildsOf(db, readModels);
  await rebuilds.request('storage');
  const joining = await db.startTransaction().execute();
  // As a fill that joins does before it swaps.
  await joining.updateTable('read.fills').set({ problem: null }).execute();
  const cancelled = rebuilds.cancel('storage');
  await untilOneWaits(db);
  await sql`lock table read.projections in access exclusive mode`.execute(joining);
  await joining.deleteFrom('read.fills').execute();
  await joining.commit().execute();
  expect(await cancelled).toBe('none');
});
