import type { Logger } from 'pino';
import type { Deps } from '../api/deps.ts';
import type { Rebuilds } from '../api/queries/queries.ts';
import { pdfPrinter } from '../api/invoices/pdf/pdf-printer.ts';
import { defaultLimits, type Limits } from '../api/limits.ts';
import { openMeterBook, type MeterBook } from '../api/meters/meter-book.ts';
import { buildPrivateServer, buildServer } from '../api/server.ts';
import { instantText } from '../domain/time/instant.ts';
import { readModels } from '../projections/read-models.ts';
import { accessOver } from './access.ts';
import { billingBooksOver } from './books-over.ts';
import { adminKey, type AdminKey } from './config/admin-key.ts';
import type { Settings } from './config/settings.ts';
import { doorOver } from './door-over.ts';
import { indexComplete } from './index-complete.ts';
import { ledgerMetrics } from './metrics/ledger-metrics.ts';
import { openStores, type Stores } from './open-stores.ts';
import type { DatabaseConnection } from './postgres/database.ts';
import { migrateOps } from './postgres/ops/migrate.ts';
import { watchProgress } from './postgres/progress.ts';
import { rebuildsOf } from './postgres/rebuilds.ts';
import { prepareReadSchema } from './postgres/read-schema.ts';
import { orUnavailable } from './or-unavailable.ts';
import { pricingOver } from './pricing-over.ts';
import { queriesOver } from './queries-over.ts';
import { startBillingRuns } from './start-billing-runs.ts';
import { startProjections } from './start-projections.ts';

export type Service = {
  readonly url: string;
  /** Where health and metrics are, if not there. */
  readonly privateUrl: string | undefined;
  readonly key: AdminKey;
  readonly embedded: readonly string[];
  /** Resolves when facts are taken: the fact index has reached the end of the log as it was at the start. */
  readonly ready: Promise<void>;
  /** Resolves when the service cannot go on. */
  readonly failed: Promise<Error>;
  /** Answers what it accepted, commits what it has begun, then lets go of everything. */
  readonly stop: () => Promise<void>;
};

const listen = async (
  server: Awaited<ReturnType<typeof buildServer>>,
  { port, host }: { readonly port: number; readonly host: string },
  setting: string,
): Promise<string> => {
  try {
    return await server.listen({ port, host });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new Error(`Port ${port} of ${host} is in use: set ${setting} to another one.`, {
      cause: error,
    });
  }
};

/** Starts the server for operators where it has a port of its own. It goes last, so that it can be seen what the other does. */
const startPrivate = async (
  { privatePort: port, privateHost: host }: Settings,
  deps: Deps,
  started: AsyncDisposableStack,
): Promise<string | undefined> => {
  if (port === undefined) return undefined;
  const server = await buildPrivateServer(deps);
  started.defer(() => server.close());
  return listen(server, { port, host }, 'LEDGER_PRIVATE_PORT');
};

/** Brings the schemas of the database to where this program needs them. */
const prepareDatabase = async (db: DatabaseConnection, logger: Logger): Promise<void> => {
  await migrateOps(db);
  const schema = await prepareReadSchema(db, readModels, { anew: false });
  if (schema === 'dropped') logger.warn('the read models changed and are filled anew from the log');
};

/** Starts the whole service; throws with a message for the operator, and leaves nothing running, where it cannot. */
export const serve = async (settings: Settings, logger: Logger): Promise<Service> => {
  await using started = new AsyncDisposableStack();
  const metrics = ledgerMetrics();
  const stores = await openStores(settings, logger, {
    onAppend: metrics.appended,
    onQueriesFull: () => {
      metrics.observer.shed('queries');
    },
  });
  started.defer(stores.close);
  const { db, log } = stores;
  const key = await adminKey(settings.dataDir);

  await prepareDatabase(db, logger);
  const progress = await watchProgress(db, stores.databaseUrl, (error) => {
    logger.warn({ err: error }, 'the database cannot be heard');
  });
  started.defer(progress.stop);

  const feed = await startProjections(settings, stores, progress, metrics, logger);
  started.defer(feed.stop);
  started.defer((await startBillingRuns(settings, stores, progress, metrics, logger)).stop);

  const stopping = new AbortController();
  started.defer(() => {
    stopping.abort();
  });
  const complete = Promise.race([
    feed.caughtUp.then(() => true),
    // Only where the feed runs elsewhere: to read the log for its end alone is work that the feed does anyhow.
    feed.standsBy.then(() =>
      indexComplete(settings, stores, progress, { signal: stopping.signal, logger }),
    ),
  ]);
  const { door, notReady, ready } = doorOver(settings, stores, progress, complete);
  const access = accessOver(settings, { db: stores.asking.door, log }, key, logger);
  started.defer(access.stop);
  const deps: Deps = {
    ...access,
    door,
    meterBook: meterBookOver(settings, stores),
    ...pricingOver(settings, stores, progress),
    ...billingBooksOver(settings, stores, progress),
    queries: queriesOver(settings, stores, feed.status),
    progress,
    printer: pdfPrinter(),
    rebuilds: rebuildsOver(db),
    readiness: async () =>
      [notReady(), feed.status()?.problem].filter((reason) => reason !== undefined),
    metrics: metrics.page(feed.status),
    observer: metrics.observer,
    now: Date.now,
    limits: limitsBy(settings),
    logger,
  };
  const privateUrl = await startPrivate(settings, deps, started);
  const server = await (settings.role === 'projections'
    ? buildPrivateServer(deps)
    : buildServer(deps, { operations: privateUrl === undefined }));
  started.defer(() => server.close());
  // Without its server the log cannot take what is under way: whoever waits for that is told so now.
  void stores.failed.then(log.close);
  const url = await listen(server, settings, 'PORT');

  const running = started.move();
  return {
    url,
    privateUrl,
    key,
    embedded: stores.embedded,
    ready,
    failed: stores.failed,
    stop: () => running.disposeAsync(),
  };
};

/** Where meters are defined, on record once it answers. */
const meterBookOver = ({ namespace }: Settings, { log }: Stores): MeterBook =>
  openMeterBook({
    namespace,
    append: orUnavailable(log.append),
    recordedAt: () => instantText(Date.now()),
  });

/** Rebuilds, whose outages tell the caller to come again. */
const rebuildsOver = (db: DatabaseConnection): Rebuilds => {
  const { request, cancel } = rebuildsOf(db, readModels);
  return { request: orUnavailable(request), cancel: orUnavailable(cancel) };
};

const mibBytes = 1024 ** 2;

const limitsBy = (settings: Settings): Limits => ({
  ...defaultLimits,
  requests: settings.requestsMax,
  bodiesBytes: settings.bodiesMaxMib * mibBytes,
  trustedProxies: settings.trustedProxies,
  requestsPerSecond: settings.requestsPerSecond,
  burstSeconds: settings.burstSeconds,
  failedAttemptsPerMinute: settings.failedAttemptsPerMinute,
  waitMs: settings.waitSeconds * 1_000,
  futureMs: settings.leewaySeconds * 1_000,
  earliest: settings.earliest,
});
