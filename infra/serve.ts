import type { Logger } from 'pino';
import { adminKeyAuthenticator } from '../api/auth/admin-key.ts';
import type { Deps } from '../api/deps.ts';
import type { Rebuilds } from '../api/queries/queries.ts';
import { defaultLimits, type Limits } from '../api/limits.ts';
import { openMeterBook, type MeterBook } from '../api/meters/meter-book.ts';
import { buildServer } from '../api/server.ts';
import { instantText } from '../domain/time/instant.ts';
import { readModels } from '../projections/read-models.ts';
import { adminKey, type AdminKey } from './config/admin-key.ts';
import type { Settings } from './config/settings.ts';
import { doorOver } from './door-over.ts';
import { indexComplete } from './index-complete.ts';
import { fillBeside } from './fill-beside.ts';
import { feedElsewhere, ledFeed } from './led-feed.ts';
import { ledgerMetrics } from './metrics/ledger-metrics.ts';
import { openStores, type Stores } from './open-stores.ts';
import type { DatabaseConnection } from './postgres/database.ts';
import { watchProgress } from './postgres/progress.ts';
import { rebuildsOf } from './postgres/rebuilds.ts';
import { prepareReadSchema } from './postgres/read-schema.ts';
import { orUnavailable } from './or-unavailable.ts';
import { queriesOver } from './queries-over.ts';
import { startFeed } from './start-feed.ts';

export type Service = {
  readonly url: string;
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
  { port, host }: Settings,
): Promise<string> => {
  try {
    return await server.listen({ port, host });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new Error(`Port ${port} of ${host} is in use: set PORT to another one.`, {
      cause: error,
    });
  }
};

/** Starts the whole service; throws with a message for the operator, and leaves nothing running, where it cannot. */
export const serve = async (settings: Settings, logger: Logger): Promise<Service> => {
  await using started = new AsyncDisposableStack();
  const metrics = ledgerMetrics();
  const stores = await openStores(settings, logger, metrics.appended);
  started.defer(stores.close);
  const { db, log } = stores;
  const key = await adminKey(settings.dataDir);

  const schema = await prepareReadSchema(db, readModels, { anew: false });
  if (schema === 'dropped') logger.warn('the read models changed and are filled anew from the log');
  const progress = await watchProgress(db, stores.databaseUrl, (error) => {
    logger.warn({ err: error }, 'the database cannot be heard');
  });
  started.defer(progress.stop);

  const feed =
    settings.role === 'api'
      ? feedElsewhere
      : ledFeed((onCaughtUp) => startFeed(settings, stores, metrics, logger, onCaughtUp), {
          url: stores.databaseUrl,
          name: `feed of ${settings.namespace}`,
          logger,
        });
  started.defer(feed.stop);
  if (settings.role !== 'api') {
    const { namespace } = settings;
    const filling = await fillBeside({ namespace, stores, progress, readModels, logger });
    started.defer(filling.stop);
  }

  const stopping = new AbortController();
  started.defer(() => {
    stopping.abort();
  });
  const complete = Promise.race([
    feed.caughtUp.then(() => true),
    // Only where the feed runs elsewhere: to read the log for its end alone is work that the feed does anyhow.
    feed.standsBy.then(() =>
      indexComplete(settings, stores, progress, {
        signal: stopping.signal,
        onError: (error) => {
          logger.warn({ err: error }, 'the end of the log cannot be found');
        },
      }),
    ),
  ]);
  const { door, notReady, ready } = doorOver(settings, stores, progress, complete);
  const deps: Deps = {
    door,
    meterBook: meterBookOver(settings, stores),
    queries: queriesOver(settings, stores, feed.status),
    progress,
    rebuilds: rebuildsOver(db),
    authenticator: adminKeyAuthenticator({ keyHash: key.hash, tenant: settings.tenant }),
    readiness: async () =>
      [notReady(), feed.status()?.problem].filter((reason) => reason !== undefined),
    metrics: metrics.page(feed.status),
    observer: metrics.observer,
    now: Date.now,
    limits: limitsBy(settings),
    logger,
  };
  const server = await buildServer(
    deps,
    settings.role === 'projections' ? 'operators' : 'everyone',
  );
  started.defer(() => server.close());
  // Without its server the log cannot take what is under way: whoever waits for that is told so now.
  void stores.failed.then(log.close);
  const url = await listen(server, settings);

  const running = started.move();
  return {
    url,
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

const limitsBy = ({ waitSeconds, leewaySeconds, earliest }: Settings): Limits => ({
  ...defaultLimits,
  waitMs: waitSeconds * 1_000,
  futureMs: leewaySeconds * 1_000,
  earliest,
});
