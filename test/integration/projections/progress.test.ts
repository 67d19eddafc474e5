import { sql } from 'kysely';
import { afterEach, expect, test, vi } from 'vitest';
import { readOrMakeCheckpoint } from '../../../infra/postgres/checkpoint.ts';
import { listen } from '../../../infra/postgres/listen.ts';
import { progressChannel } from '../../../infra/postgres/progress-channel.ts';
import { watchProgress, type ProgressWatch } from '../../../infra/postgres/progress.ts';
import { readModels } from '../../../projections/read-models.ts';
import { eventOf, madeFact, positionOf } from '../../support/facts.ts';
import { applyAll, eventsOf, type Db } from './batches.ts';
import { useReadModels } from './use-read-models.ts';

const postgres = useReadModels();
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const waitMs = 20_000;
const one = madeFact({ id: '1' });
const two = madeFact({ id: '2' });

const watching = async (): Promise<{
  readonly db: Db;
  readonly watch: ProgressWatch;
  readonly errors: readonly unknown[];
}> => {
  const { db, url } = await postgres.open();
  const errors: unknown[] = [];
  const watch = await watchProgress(db, url, (error) => errors.push(error));
  stops.push(watch.stop);
  return { db, watch, errors };
};

/** Ends the connection that listens, as a restart of the server would, and says how many there were. */
const cutListener = async (db: Db): Promise<number> => {
  const { rows } = await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where query like 'listen %' and datname = current_database()`.execute(db);
  return rows.length;
};

test('what is reached already is answered at once', async () => {
  const { db, watch } = await watching();
  await applyAll(db, eventsOf(one, two));
  expect(await watch.reached(positionOf(2n), waitMs)).toBe(true);
  expect(await watch.reached(positionOf(1n), 0)).toBe(true);
  expect(watch.position()).toBe(positionOf(2n));
});

test('what was reached before anybody watched is known', async () => {
  const { db, url } = await postgres.open();
  await applyAll(db, eventsOf(one));
  const watch = await watchProgress(db, url, () => undefined);
  stops.push(watch.stop);
  expect(await watch.reached(positionOf(1n), waitMs)).toBe(true);
});

test('who waits is told when it is reached, and not before', async () => {
  const { db, watch } = await watching();
  const told: string[] = [];
  const first = watch.reached(positionOf(1n), waitMs).then(() => told.push('first'));
  const second = watch.reached(positionOf(2n), waitMs).then(() => told.push('second'));
  await applyAll(db, [eventOf(one, 1n)]);
  await first;
  expect(told).toEqual(['first']);
  await applyAll(db, [eventOf(two, 2n)]);
  await second;
  expect(told).toEqual(['first', 'second']);
});

test('a wait that runs out is no success', async () => {
  const { db, watch } = await watching();
  await applyAll(db, eventsOf(one));
  expect(await watch.reached(positionOf(2n), 50)).toBe(false);
});

test('a wait ends when the watch does', async () => {
  const { watch } = await watching();
  const waiting = watch.reached(1n, waitMs);
  await watch.stop();
  expect(await waiting).toBe(false);
});

test('each move is told once, and none backwards', async () => {
  const { db, watch } = await watching();
  const moves: bigint[] = [];
  watch.onMove((position) => moves.push(position));
  for (let n = 1n; n <= 20n; n++) await applyAll(db, [eventOf(madeFact({ id: `${n}` }), n)]);
  expect(await watch.reached(positionOf(20n), waitMs)).toBe(true);
  expect(moves).toEqual([...new Set(moves)].toSorted((a, b) => Number(a - b)));
  expect(moves.at(-1)).toBe(positionOf(20n));
});

test('the watch outlives its connection, and hears what was said meanwhile', async () => {
  const { db, watch, errors } = await watching();
  const waiting = watch.reached(positionOf(1n), waitMs);
  expect(await cutListener(db)).toBe(1);
  await applyAll(db, eventsOf(one));
  expect(await waiting).toBe(true);
  expect(errors.length).toBeGreaterThan(0);
  await applyAll(db, [eventOf(two, 2n)]);
  expect(await watch.reached(positionOf(2n), waitMs)).toBe(true);
});

test('read models that are made anew are said to have moved, at once', async () => {
  const { db, url } = await postgres.open();
  let notices = 0;
  const listening = await listen({
    url,
    channel: progressChannel,
    onNotice: () => {
      notices += 1;
    },
    onError: () => undefined,
  });
  stops.push(listening.stop);
  const before = notices;
  await sql`drop schema read cascade`.execute(db);
  await readOrMakeCheckpoint(db, readModels);
  // Notices come in the order of their transactions: what this says is heard last.
  await sql`select pg_notify(${progressChannel}, '')`.execute(db);
  await vi.waitUntil(() => notices >= before + 2);
});
