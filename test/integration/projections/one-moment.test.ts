import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { readCheckpoint } from '../../../infra/postgres/checkpoint.ts';
import { ReadModelsGone, tellingOutages } from '../../../infra/postgres/database-unavailable.ts';
import { connectPostgres } from '../../../infra/postgres/database.ts';
import { knownFacts } from '../../../infra/postgres/known-facts.ts';
import { askedOfOneMoment, oneMoment } from '../../../infra/postgres/one-moment.ts';
import { summary } from '../../../infra/postgres/queries/summary.ts';
import { eventOf, madeFact } from '../../support/facts.ts';
import { applyAll, eventsOf, type Db } from './batches.ts';
import { useReadModels } from './use-read-models.ts';

const postgres = useReadModels();
const [one, two] = [madeFact({ id: '1' }), madeFact({ id: '2' })];

test('a batch that is applied meanwhile does not show', async () => {
  const { db } = await postgres.open();
  await applyAll(db, eventsOf(one));
  const sequences = await oneMoment(db, async (moment) => {
    const before = await readCheckpoint(moment);
    await applyAll(db, [eventOf(two, 2n)]);
    return [before.sequence, (await readCheckpoint(moment)).sequence];
  });
  expect(sequences).toEqual([1n, 1n]);
  expect((await readCheckpoint(db)).sequence).toBe(2n);
});

const someoneWaits = async (db: Db): Promise<boolean> => {
  const { rows } = await sql`select 1 from pg_locks where not granted`.execute(db);
  return rows.length > 0;
};

test('a query that waits for a swap sees what the swap has made', async () => {
  const { db } = await postgres.open();
  await applyAll(db, eventsOf(one));
  const { answer } = await db.transaction().execute(async (swap) => {
    await sql`lock table read.projections in access exclusive mode`.execute(swap);
    const asked = askedOfOneMoment(db, summary)(one.tenant);
    while (!(await someoneWaits(swap)));
    await sql`create or replace view read.fact_counts as
      select ${sql.lit(one.tenant)}::text as tenant, 'swapped'::text as type, 7::bigint as facts
    `.execute(swap);
    return { answer: asked };
  });
  expect((await answer).factsByType).toEqual({ swapped: 7n });
});

test('a query that fails leaves a connection that works', async () => {
  const { url } = await postgres.open();
  await using closing = new AsyncDisposableStack();
  const db = connectPostgres({ url, connectionsMax: 1, onError: () => undefined });
  closing.defer(() => db.destroy());
  await expect(oneMoment(db, (moment) => sql`select 1 / 0`.execute(moment))).rejects.toThrow();
  await expect(oneMoment(db, async () => Promise.reject(new Error('ours')))).rejects.toThrow(
    'ours',
  );
  const { rows } = await sql<{ readonly now: boolean }>`
    select now() = statement_timestamp() as now`.execute(db);
  expect(rows).toEqual([{ now: true }]);
  expect((await oneMoment(db, readCheckpoint)).sequence).toBe(0n);
});

test('read models that are gone are an outage, to queries and to the door', async () => {
  const { db } = await postgres.open();
  const checkpoint = tellingOutages(askedOfOneMoment(db, readCheckpoint));
  const known = tellingOutages(() => knownFacts(db, [one]));
  await sql`drop schema read cascade`.execute(db);
  await expect(checkpoint()).rejects.toThrow(ReadModelsGone);
  await expect(known()).rejects.toThrow(ReadModelsGone);
});
