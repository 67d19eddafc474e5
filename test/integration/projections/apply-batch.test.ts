import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { beginning } from '../../../domain/ledger/checkpoint.ts';
import type { Fact } from '../../../domain/fact/fact.ts';
import { contentHashOf } from '../../../domain/fact/identity.ts';
import { PoisonEvent } from '../../../infra/feed/poison-event.ts';
import { batchApplier } from '../../../infra/postgres/apply-batch.ts';
import { readCheckpoint, readOrMakeCheckpoint } from '../../../infra/postgres/checkpoint.ts';
import { reviseLiveSet } from '../../../infra/postgres/live-set.ts';
import { LostRace } from '../../../infra/postgres/lost-race.ts';
import { accounts } from '../../../infra/postgres/queries/accounts.ts';
import { fact } from '../../../infra/postgres/queries/fact.ts';
import { summary } from '../../../infra/postgres/queries/summary.ts';
import { anomalies } from '../../../projections/anomalies/anomalies.ts';
import type { Projector } from '../../../projections/projector.ts';
import { readModels } from '../../../projections/read-models.ts';
import { conflictEventOf, eventOf, factOf, madeFact } from '../../support/facts.ts';
import { applyAll, batchOf, dump, eventsOf, firstBatch, type Db } from './batches.ts';
import { useReadModels } from './use-read-models.ts';

const postgres = useReadModels();

const one = madeFact({ id: '1' });
const two = madeFact({ id: '2' });
const rival = madeFact({ id: '1', data: { fileId: 'other' } });

test('rows and checkpoint move together', async () => {
  const { db } = await postgres.open();
  expect(await readCheckpoint(db)).toEqual(beginning);
  const after = await applyAll(db, eventsOf(one, two));
  expect(await readCheckpoint(db)).toEqual(after);
  expect(after.sequence).toBe(2n);
  expect(after.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(await summary(db, 't1')).toEqual({
    factsByType: { 'openmeet.file.shared': 2n },
    anomaliesByKind: {},
  });
});

test('a batch without events moves the position', async () => {
  const { db } = await postgres.open();
  const after = { ...beginning, position: 77n };
  await batchApplier(db, readModels)({ events: [], before: beginning, after });
  expect(await readCheckpoint(db)).toEqual(after);
});

test('of eight writers with the same batch one counts it and the others lose the race', async () => {
  const { db } = await postgres.open();
  const batch = firstBatch(one, two);
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, () => batchApplier(db, readModels)(batch)),
  );
  const lost = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  expect(lost).toHaveLength(7);
  for (const reason of lost) expect(reason).toBeInstanceOf(LostRace);
  expect(await readCheckpoint(db)).toEqual(batch.after);
  const { factsByType } = await summary(db, 't1');
  expect(factsByType).toEqual({ 'openmeet.file.shared': 2n });
});

test.each([
  ['position', { position: 1n }],
  ['sequence', { sequence: 3n }],
  ['digest', { digest: 'another' }],
])('a batch that begins at another %s is not taken', async (_, parts) => {
  const { db } = await postgres.open();
  const stood = await applyAll(db, eventsOf(one));
  const before = await dump(db);
  const batch = batchOf({ ...stood, ...parts }, [eventOf(two, 2n)]);
  await expect(batchApplier(db, readModels)(batch)).rejects.toThrow(LostRace);
  expect(await readCheckpoint(db)).toEqual(stood);
  expect(await dump(db)).toEqual(before);
});

test('a batch that breaks off leaves nothing, and counts once when it comes again', async () => {
  const { db } = await postgres.open();
  const stood = await applyAll(db, eventsOf(one));
  const before = await dump(db);
  const breaking: Projector = {
    ...anomalies,
    onFacts: () => {
      throw new Error('the power went');
    },
  };
  const batch = batchOf(stood, [eventOf(two, 2n)]);
  const models = readModels.map((model) => (model.name === breaking.name ? breaking : model));
  const broken = batchApplier(db, models)(batch);
  await expect(broken).rejects.toThrow(
    new PoisonEvent('read model anomalies, event number 2: the power went'),
  );
  expect(await readCheckpoint(db)).toEqual(stood);
  expect(await dump(db)).toEqual(before);
  await batchApplier(db, readModels)(batch);
  expect(await readCheckpoint(db)).toEqual(batch.after);
  expect((await summary(db, 't1')).factsByType).toEqual({ 'openmeet.file.shared': 2n });
});

test('a process of another version moves nothing and is stopped', async () => {
  const newer = readModels.map((model) => ({ ...model, version: model.version + 1 }));
  const { db } = await postgres.open(newer);
  await expect(batchApplier(db, readModels)(firstBatch(one))).rejects.toThrow(PoisonEvent);
  expect(await readCheckpoint(db)).toEqual(beginning);
});

test('so is one of which another version fills one read model only', async () => {
  const { db } = await postgres.open();
  const stood = await applyAll(db, eventsOf(one));
  const before = await dump(db);
  const [first, ...others] = readModels;
  if (first === undefined) throw new Error('there are more');
  const newer = [{ ...first, version: first.version + 1 }, ...others];
  const batch = batchOf(stood, [eventOf(two, 2n)]);
  await expect(batchApplier(db, newer)(batch)).rejects.toThrow(
    new PoisonEvent(`another version of the ledger fills facts (version ${first.version})`),
  );
  expect(await readCheckpoint(db)).toEqual(stood);
  expect(await dump(db)).toEqual(before);
});

test('a writer that is under way notices that other read models answer from now on', async () => {
  const { db } = await postgres.open();
  const apply = batchApplier(db, readModels);
  const batch = firstBatch(one);
  await apply(batch);
  const next = batchOf(batch.after, [eventOf(two, 2n)]);
  const answersIn = (version: number) =>
    db.updateTable('read.projections').set({ version }).where('name', '=', 'anomalies').execute();
  await answersIn(99);
  await db.transaction().execute(reviseLiveSet);
  await expect(apply(next)).rejects.toThrow(PoisonEvent);
  await answersIn(anomalies.version);
  await apply(next);
  expect(await readCheckpoint(db)).toEqual(next.after);
});

test('read models that were dropped are made again, from the beginning', async () => {
  const { db } = await postgres.open();
  await applyAll(db, eventsOf(one));
  await sql`drop schema read cascade`.execute(db);
  expect(await readOrMakeCheckpoint(db, readModels)).toEqual(beginning);
  expect(await readOrMakeCheckpoint(db, readModels)).toEqual(beginning);
});

const cuts = [
  ['one batch', [0, 4]],
  ['two batches', [0, 2, 4]],
  ['batches of one event', [0, 1, 2, 3, 4]],
] as const;

test.each(cuts)('an identity that comes again counts once, in %s', async (_, edges) => {
  const { db } = await postgres.open();
  const events = eventsOf(one, one, two, one);
  await applyAll(db, ...edges.slice(1).map((end, index) => events.slice(edges[index], end)));
  expect(await fact(db, one)).toMatchObject({ fact: one, sequence: 1n, conflicts: [] });
  expect(await summary(db, 't1')).toEqual({
    factsByType: { 'openmeet.file.shared': 2n },
    anomaliesByKind: {},
  });
});

test.each(cuts)('with other contents the first one counts, in %s', async (_, edges) => {
  const { db } = await postgres.open();
  const events = eventsOf(one, rival, two, one);
  await applyAll(db, ...edges.slice(1).map((end, index) => events.slice(edges[index], end)));
  expect(await fact(db, one)).toMatchObject({
    fact: one,
    contentHash: contentHashOf(one),
    conflicts: [{ contentHash: contentHashOf(rival), sequence: 2n }],
  });
  expect(await summary(db, 't1')).toEqual({
    factsByType: { 'openmeet.file.shared': 2n },
    anomaliesByKind: { conflict: 1n },
  });
});

test.each(cuts)('a conflict that slipped in and was recorded is one, in %s', async (_, edges) => {
  const { db } = await postgres.open();
  const events = [...eventsOf(one, rival, two), conflictEventOf(rival, one, 4n)];
  await applyAll(db, ...edges.slice(1).map((end, index) => events.slice(edges[index], end)));
  expect(await fact(db, one)).toMatchObject({
    // The last word about it.
    conflicts: [{ contentHash: contentHashOf(rival), sequence: 4n }],
  });
});

test('the same ids of two tenants are two facts', async () => {
  const { db } = await postgres.open();
  const theirs = { ...rival, tenant: 't2' };
  await applyAll(db, eventsOf(one, theirs));
  expect(await fact(db, one)).toMatchObject({ fact: one, conflicts: [] });
  expect(await fact(db, theirs)).toMatchObject({ fact: theirs, conflicts: [] });
  expect((await summary(db, 't1')).factsByType).toEqual({ 'openmeet.file.shared': 1n });
});

const amending = { target: { source: '/app', id: '1' }, reason: 'sent twice', by: 'user:admin' };
const voiding = factOf('usage.voided', amending, { id: 'v' });
const correcting = (id: string, group: string) =>
  factOf('usage.corrected', { ...amending, data: { fileId: 'f1', group } }, { id });

const accountsAfter = async (db: Db): Promise<readonly string[]> =>
  (await accounts(db, 't1', undefined, { after: undefined, limit: 10 })).map(
    ({ account, facts: count }) => `${account} ${count}`,
  );

describe.each(cuts)('in %s', (_, edges) => {
  const afterEvents = async (...facts: readonly Fact[]) => {
    const { db } = await postgres.open();
    const events = eventsOf(...facts);
    await applyAll(db, ...edges.slice(1).map((end, index) => events.slice(edges[index], end)));
    const { factsByType } = await summary(db, 't1');
    return { accounts: await accountsAfter(db), factsByType };
  };

  test.each([
    ['after', [one, two, voiding, two]],
    ['before', [voiding, two, one, two]],
    ['and a correction after', [one, voiding, correcting('c', 'g1'), two]],
    ['and a correction before', [correcting('c', 'g1'), voiding, one, two]],
  ])('a void takes its target out: %s', async (_what, facts) => {
    const corrected = facts.some(({ id }) => id === 'c');
    expect(await afterEvents(...facts)).toEqual({
      accounts: ['user:u1 1'],
      factsByType: {
        'openmeet.file.shared': 1n,
        ...(corrected && { 'usage.corrected': 1n }),
        'usage.voided': 1n,
      },
    });
  });

  test.each([
    ['after', [one, correcting('c', 'g1'), correcting('d', 'g2'), two]],
    ['before', [correcting('c', 'g1'), correcting('d', 'g2'), one, two]],
    ['around', [correcting('c', 'g1'), one, correcting('d', 'g2'), two]],
  ])('the last correction of the log counts: %s', async (_what, facts) => {
    expect(await afterEvents(...facts)).toEqual({
      accounts: ['group:g2 1', 'user:u1 2'],
      factsByType: { 'openmeet.file.shared': 2n, 'usage.corrected': 2n },
    });
  });
});
