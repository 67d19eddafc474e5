import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { beginning } from '../../../domain/ledger/checkpoint.ts';
import { contentHashOf } from '../../../domain/fact/identity.ts';
import { PoisonEvent } from '../../../infra/feed/poison-event.ts';
import { applyBatch, LostRace } from '../../../infra/postgres/apply-batch.ts';
import { readCheckpoint, readOrMakeCheckpoint } from '../../../infra/postgres/checkpoint.ts';
import { fact } from '../../../infra/postgres/queries/fact.ts';
import { summary } from '../../../infra/postgres/queries/summary.ts';
import { anomalies } from '../../../projections/anomalies/anomalies.ts';
import type { Projector } from '../../../projections/projector.ts';
import { readModels } from '../../../projections/read-models.ts';
import { conflictEventOf, eventOf, madeFact } from '../../support/facts.ts';
import { applyAll, batchOf, dump, eventsOf, firstBatch } from './batches.ts';
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
  await applyBatch(db, readModels, { events: [], before: beginning, after });
  expect(await readCheckpoint(db)).toEqual(after);
});

test('of eight writers with the same batch one counts it and the others lose the race', async () => {
  const { db } = await postgres.open();
  const batch = firstBatch(one, two);
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, () => applyBatch(db, readModels, batch)),
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
  await expect(applyBatch(db, readModels, batch)).rejects.toThrow(LostRace);
  expect(await readCheckpoint(db)).toEqual(stood);
  expect(await dump(db)).toEqual(before);
});

test('a batch that breaks off leaves nothing, and counts once when it comes again', async () => {
  const { db } = await postgres.open();
  const stood = await applyAll(db, eventsOf(one));
  const before = await dump(db);
  const breaking: Projector = {
    ...anomalies,
    onFact: () => {
      throw new Error('the power went');
    },
  };
  const batch = batchOf(stood, [eventOf(two, 2n)]);
  await expect(applyBatch(db, [...readModels.slice(0, -1), breaking], batch)).rejects.toThrow(
    'the power went',
  );
  expect(await readCheckpoint(db)).toEqual(stood);
  expect(await dump(db)).toEqual(before);
  await applyBatch(db, readModels, batch);
  expect(await readCheckpoint(db)).toEqual(batch.after);
  expect((await summary(db, 't1')).factsByType).toEqual({ 'openmeet.file.shared': 2n });
});

test('a process of another version moves nothing and is stopped', async () => {
  const newer = readModels.map((model) => ({ ...model, version: model.version + 1 }));
  const { db } = await postgres.open(newer);
  await expect(applyBatch(db, readModels, firstBatch(one))).rejects.toThrow(PoisonEvent);
  expect(await readCheckpoint(db)).toEqual(beginning);
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
