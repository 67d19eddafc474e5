import { sql } from 'kysely';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { meterDefined } from '../../../domain/ledger/meter-events.ts';
import { metersStream } from '../../../domain/stream-name.ts';
import type { NumberedSlice } from '../../../infra/feed/number-slice.ts';
import { fillBeside } from '../../../infra/fill-beside.ts';
import { intakeOf } from '../../../infra/fill-work.ts';
import { adoptReadModels } from '../../../infra/postgres/adopt-read-models.ts';
import { applyToFill, joinFill } from '../../../infra/postgres/apply-fill.ts';
import { failFill, fills, metersFill, type Fill } from '../../../infra/postgres/fills.ts';
import { oneMoment } from '../../../infra/postgres/one-moment.ts';
import { fillWaitingMeters } from '../../../infra/postgres/live-meters.ts';
import { prepareReadSchema } from '../../../infra/postgres/read-schema.ts';
import { rebuildsOf } from '../../../infra/postgres/rebuilds.ts';
import type { Projector } from '../../../projections/projector.ts';
import { readModels } from '../../../projections/read-models.ts';
import { usageOf } from '../../../projections/usage/usage.ts';
import { eventOf, madeFact, namespace, placed, recordedAt } from '../../support/facts.ts';
import { memoryEventLog } from '../../support/memory-event-log.ts';
import { applyAll, batchOf, type Db } from './batches.ts';
import { useReadModels } from './use-read-models.ts';

const postgres = useReadModels();
const kept = { anew: false };

const meter = {
  key: 'shares',
  unit: 'share',
  types: ['openmeet.file.shared'],
  aggregation: 'count',
} as const;

/** Two facts that the meter counts, one before its definition and one after. */
const events = [
  eventOf(madeFact({ id: '1' }), 1n),
  placed(metersStream(namespace, 't1'), 2n, meterDefined('t1', meter, recordedAt)),
  eventOf(madeFact({ id: '2' }), 3n),
];

const newer = (projector: Projector): Projector => ({
  ...projector,
  version: projector.version + 1,
  ...(projector.withMeters === undefined ? {} : { withMeters: (own) => newer(usageOf(own)) }),
});
const newerOf = (name: string): readonly Projector[] =>
  readModels.map((model) => (model.name === name ? newer(model) : model));

/** Read models that hold the log. */
const openFilled = async () => {
  const { db, url } = await postgres.open();
  await applyAll(db, events);
  return { db, url, request: rebuildsOf(db, readModels).request };
};

const fillOf = async (db: Db, name: string): Promise<Fill> => {
  const found = (await fills(db)).find((each) => each.name === name);
  if (found === undefined) throw new Error(`${name} is not filled`);
  return found;
};

const versionOf = async (db: Db, name: string): Promise<number | undefined> => {
  const found = await db
    .selectFrom('read.projections')
    .select('version')
    .where('name', '=', name)
    .executeTakeFirst();
  return found?.version;
};

const meterIsLive = async (db: Db): Promise<boolean> =>
  (await db.selectFrom('read.live_meters').select('key').execute()).length === 1;

const counted = async (db: Db): Promise<string | undefined> => {
  const { rows } = await sql<{ readonly facts: string }>`
    select sum(facts) as facts from read.usage_by_day where meter = ${meter.key}`.execute(db);
  return rows[0]?.facts;
};

/** Fills what there is to fill, by these read models, until it is as the test wants it. */
const fillUntil = async (
  { db, url }: { readonly db: Db; readonly url: string },
  models: readonly Projector[],
  condition: () => Promise<boolean>,
): Promise<void> => {
  const log = memoryEventLog();
  log.add(events);
  const filling = await fillBeside({
    namespace,
    // The rest of the stores is for others.
    stores: { db, log, databaseUrl: url } as unknown as Parameters<typeof fillBeside>[0]['stores'],
    progress: { reached: () => Promise.resolve(true) },
    readModels: models,
    logger: pino({ enabled: false }),
  });
  try {
    await vi.waitUntil(condition, { timeout: 4_000 });
  } finally {
    await filling.stop();
  }
};

const named = async (db: Db, name: string) => {
  const fill = (await fills(db)).find((each) => each.name === name);
  const intake = fill === undefined ? undefined : intakeOf(fill, readModels);
  if (fill === undefined || intake === undefined) throw new Error(`${name} is not filled`);
  return { fill, intake };
};

/** Takes the first fact and the definition into a fill. */
const fillPartly = async (db: Db, name: string): Promise<void> => {
  const { fill, intake } = await named(db, name);
  await applyToFill(db, intake, batchOf(fill.checkpoint, events.slice(0, 2)));
};

test('meters that are filled while usage gets another version count all there', async () => {
  const opened = await openFilled();
  const { db } = opened;
  await fillWaitingMeters(db);
  await fillPartly(db, metersFill);
  const models = newerOf('usage');
  await prepareReadSchema(db, models, kept);
  await adoptReadModels(db, namespace, models);
  await fillUntil(opened, models, () => meterIsLive(db));
  expect(await versionOf(db, 'usage')).toBe(models.find(({ name }) => name === 'usage')?.version);
  expect(await counted(db)).toBe('2');
});

test.each([metersFill, 'usage'])(
  'meters and usage are filled, in whatever order they were asked for, and %s partly already',
  async (partly) => {
    const opened = await openFilled();
    const { db, request } = opened;
    await fillWaitingMeters(db);
    await request('usage');
    await fillPartly(db, partly);
    await sql`update read.fills set started_at = now() - interval '1 minute' where name <> ${partly}`.execute(
      db,
    );
    await fillUntil(
      opened,
      readModels,
      async () => (await meterIsLive(db)) && (await fills(db)).length === 0,
    );
    expect(await counted(db)).toBe('2');
  },
);

test('a meter that joins before usage is done has that begin anew', async () => {
  const opened = await openFilled();
  const { db, request } = opened;
  await fillWaitingMeters(db);
  await request('usage');
  await fillPartly(db, 'usage');
  const { fill, intake } = await named(db, metersFill);
  await joinFill(db, intake, async function* () {
    yield await Promise.resolve(batchOf(fill.checkpoint, events));
  });
  expect(await counted(db)).toBe('2');
  await fillUntil(opened, readModels, async () => (await fills(db)).length === 0);
  expect(await counted(db)).toBe('2');
});

test('a process that takes over has filled what does not answer, whatever was asked for before', async () => {
  const opened = await openFilled();
  const models = newerOf('usage');
  await adoptReadModels(opened.db, namespace, models);
  expect(await versionOf(opened.db, 'usage')).toBeUndefined();
  await fillUntil(opened, models, async () => (await versionOf(opened.db, 'usage')) !== undefined);
});

test('meters do not wait for what another version of the ledger would fill', async () => {
  const opened = await openFilled();
  await prepareReadSchema(opened.db, newerOf('storage'), kept);
  await fillUntil(opened, readModels, () => meterIsLive(opened.db));
  expect(await counted(opened.db)).toBe('2');
});

test('meters do not wait for a rebuild that failed', async () => {
  const opened = await openFilled();
  await opened.request('storage');
  await failFill(opened.db, await fillOf(opened.db, 'storage'), 'it broke');
  await fillUntil(opened, readModels, () => meterIsLive(opened.db));
  expect(await counted(opened.db)).toBe('2');
});

test('meters that could not be filled are tried again by the next process', async () => {
  const opened = await openFilled();
  const { db } = opened;
  await fillWaitingMeters(db);
  await fillPartly(db, metersFill);
  await failFill(db, await fillOf(db, metersFill), 'it broke');
  await prepareReadSchema(db, readModels, kept);
  await fillUntil(opened, readModels, () => meterIsLive(db));
  expect(await counted(db)).toBe('2');
});

test('asked for by several at once, a read model is filled once', async () => {
  const { db, request } = await openFilled();
  const asked = await Promise.all(Array.from({ length: 6 }, () => request('usage')));
  expect(asked).toEqual(Array<string>(6).fill('requested'));
  expect(await fills(db)).toMatchObject([{ name: 'usage' }]);
});

test.each([
  ['give it up', (db: Db) => rebuildsOf(db, readModels).cancel('storage')],
  ['start another version', (db: Db) => prepareReadSchema(db, newerOf('storage'), kept)],
])('who wants to %s in the middle of a join waits, and neither fails', async (_, meanwhile) => {
  const { db, request } = await openFilled();
  await request('storage');
  const { fill, intake } = await named(db, 'storage');
  const taken = Promise.withResolvers<undefined>();
  const waits = Promise.withResolvers<undefined>();
  const joining = joinFill(db, intake, async function* (): AsyncGenerator<NumberedSlice> {
    yield batchOf(fill.checkpoint, events);
    taken.resolve(undefined);
    await waits.promise;
  });
  await taken.promise;
  const other = meanwhile(db);
  await vi.waitUntil(async () => {
    const { rows } = await sql`select 1 from pg_stat_activity
      where wait_event_type = 'Lock' and datname = current_database()`.execute(db);
    return rows.length > 0;
  });
  waits.resolve(undefined);
  await Promise.all([joining, other]);
});

test('read models are of one namespace: another one’s log is not mixed into them', async () => {
  const { db } = await openFilled();
  await adoptReadModels(db, namespace, readModels);
  await adoptReadModels(db, namespace, readModels);
  await expect(adoptReadModels(db, 'another', readModels)).rejects.toThrow(
    `this database holds the read models of the namespace ${namespace}`,
  );
});

test('a rebuild joins although queries overlap all the time', async () => {
  const opened = await openFilled();
  const { db } = opened;
  const asking = new AbortController();
  const isAsked = (): boolean => !asking.signal.aborted;
  const ask = async (): Promise<void> => {
    while (isAsked()) await oneMoment(db, (moment) => sql`select pg_sleep(0.7)`.execute(moment));
  };
  const queries = [ask(), ask(), ask()];
  await opened.request('storage');
  await fillUntil(opened, readModels, async () => (await fills(db)).length === 0);
  asking.abort();
  await Promise.all(queries);
});
