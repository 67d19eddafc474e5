import { pino } from 'pino';
import type { EventLog, NewEvent, RecordedEvent } from '../../../domain/event-log.ts';
import { uuidOf } from '../../../domain/hash.ts';
import {
  defaultModelStream,
  invoiceStream,
  pricingStream,
  streamPrefix,
} from '../../../domain/stream-name.ts';
import { runBilling } from '../../../infra/billing-runs/run-billing.ts';
import { caughtUp } from '../../../infra/billing-runs/caught-up.ts';
import { billingBooksOver } from '../../../infra/books-over.ts';
import { settingsFrom } from '../../../infra/config/settings.ts';
import { ledgerMetrics } from '../../../infra/metrics/ledger-metrics.ts';
import { openStores } from '../../../infra/open-stores.ts';
import { migrateOps } from '../../../infra/postgres/ops/migrate.ts';
import { watchProgress } from '../../../infra/postgres/progress.ts';
import { prepareReadSchema } from '../../../infra/postgres/read-schema.ts';
import { startFeed } from '../../../infra/start-feed.ts';
import { readModels } from '../../../projections/read-models.ts';
import { startApi } from '../../integration/api/api-under-test.ts';
import { eventOf, madeFact, namespace } from '../facts.ts';
import { startNode } from '../start-node.ts';
import { startPostgres } from '../start-postgres.ts';
import { temporaryDataDir } from '../temporary-dir.ts';
import { fixedBilling, type Point } from './fixed-billing.ts';

export const tenant = 'default';
const recordedAt = '2026-01-01T00:00:00.000Z';
const longMs = 30_000;

const event = (type: string, data: NewEvent['data']): NewEvent => ({
  id: uuidOf(JSON.stringify({ type, data })),
  type,
  data,
  metadata: { recordedAt },
});

/** A model for everybody from 2025 on, and accounts with a fact each. */
const fill = async (log: EventLog, accounts: readonly string[]): Promise<bigint> => {
  const pricing = {
    currency: 'EUR',
    timeZone: 'UTC',
    effectiveFrom: '2025-01-01T00:00:00.000Z',
    defaultPlan: 'free',
    graceDays: 0,
    plans: [],
  };
  const published = { tenant, model: 'standard', version: 1, pricing };
  const asDefault = { tenant, model: 'standard', from: '2025-01-01T00:00:00.000Z' };
  await log.append({
    stream: pricingStream(namespace, tenant, 'standard'),
    events: [event('PricingModelPublished', published)],
  });
  let { position } = (await log.append({
    stream: defaultModelStream(namespace, tenant),
    events: [event('DefaultModelSet', asDefault)],
  })) as { readonly position: bigint };
  for (const subject of accounts) {
    const { stream, ...fact } = eventOf(madeFact({ tenant, subject, id: subject }), 1n);
    const appended = await log.append({
      stream,
      events: [{ ...fact, data: fact.data as NewEvent['data'], metadata: { recordedAt } }],
    });
    if (appended.outcome === 'appended') position = appended.position;
  }
  return position;
};

/**
 * A log, read models that follow it and the API over both, with accounts that can be billed. Nothing executes runs until
 * `execute` is called, here, or a process of its own does so.
 */
export const startBillingWorld = async (accounts: readonly string[]) => {
  await using started = new AsyncDisposableStack();
  const { path: dataDir, remove } = await temporaryDataDir();
  started.defer(remove);
  const node = await startNode({ dataDir });
  started.defer(async () => {
    await node.stop();
  });
  const postgres = await startPostgres();
  started.defer(postgres.stop);
  const environment = {
    LEDGER_DATA_DIR: dataDir,
    EVENTSTORE_URL: node.connectionString,
    DATABASE_URL: await postgres.createDatabase(),
  };
  const settings = settingsFrom(environment);
  const logger = pino({ enabled: false });
  const stores = await openStores(settings, logger);
  started.defer(stores.close);
  await migrateOps(stores.db);
  await prepareReadSchema(stores.db, readModels, { anew: true });
  const progress = await watchProgress(stores.db, stores.databaseUrl, () => undefined);
  started.defer(progress.stop);
  const metrics = ledgerMetrics();
  const news = { onCaughtUp: () => undefined, onOtherVersion: () => undefined };
  const feed = startFeed(settings, stores, metrics, logger, news);
  started.defer(feed.stop);
  await progress.reached(await fill(stores.log, accounts), longMs);
  const api = await startApi(() => ({ ...billingBooksOver(settings, stores, progress), progress }));
  started.defer(api.close);
  const running = started.move();
  const allSeen = () => caughtUp({ namespace, db: stores.db, log: stores.log, progress }, longMs);
  /** Everything in the log, in order. */
  const allEvents = async (): Promise<readonly RecordedEvent[]> => {
    const done = new AbortController();
    const events: RecordedEvent[] = [];
    const all = { prefix: streamPrefix(namespace), after: undefined, maxEvents: 1_000 };
    for await (const slice of stores.log.follow({ ...all, signal: done.signal })) {
      events.push(...slice.events);
      if (slice.caughtUp) break;
    }
    done.abort();
    return events;
  };
  return {
    url: api.url,
    environment,
    stores,
    allSeen,
    /** Executes runs in this process. */
    execute: async (at?: (point: Point, account: string) => Promise<void> | void) => {
      const billing = fixedBilling({
        namespace,
        stores,
        caughtUp: allSeen,
        ...(at === undefined ? {} : { at }),
      });
      return runBilling({ namespace, stores, progress, billing, logger, ...metrics.billing });
    },
    metrics: () => metrics.page(() => undefined).text(),
    /** The events of the log of one type, in order. */
    eventsOf: async (type: string) => (await allEvents()).filter((each) => each.type === type),
    /** The types of the events in an account's stream of documents, in order. */
    documentEventsOf: async (account: string) => {
      const stream = invoiceStream(namespace, tenant, account);
      return (await allEvents()).filter((each) => each.stream === stream).map(({ type }) => type);
    },
    stop: () => running.disposeAsync(),
  };
};
export type BillingWorld = Awaited<ReturnType<typeof startBillingWorld>>;
