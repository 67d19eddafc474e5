import type { Logger } from 'pino';
import type { Deps } from '../api/deps.ts';
import { openDoor } from '../api/door/receive-facts.ts';
import { recentFacts } from '../api/door/recent-facts.ts';
import { defaultLimits, type Limits } from '../api/limits.ts';
import type { Queries } from '../api/queries/queries.ts';
import { buildPrivateServer, buildServer } from '../api/server.ts';
import { instantText } from '../domain/time/instant.ts';
import { streamPrefix } from '../domain/stream-name.ts';
import { readModels } from '../projections/read-models.ts';
import { accessOver } from './access.ts';
import { adminKey, type AdminKey } from './config/admin-key.ts';
import type { Settings } from './config/settings.ts';
import { LogRefused } from './eventstore/log-refused.ts';
import { firstOfOurs, lastOfOurs } from './feed/log-tail.ts';
import { runFeed, type Feed } from './feed/run-feed.ts';
import { ledgerMetrics, type LedgerMetrics } from './metrics/ledger-metrics.ts';
import { openStores, type Stores } from './open-stores.ts';
import { orUnavailable } from './or-unavailable.ts';
import { applyBatch } from './postgres/apply-batch.ts';
import { readCheckpoint, readOrMakeCheckpoint } from './postgres/checkpoint.ts';
import { knownFacts } from './postgres/known-facts.ts';
import { migrateOps } from './postgres/ops/migrate.ts';
import { watchProgress, type ProgressWatch } from './postgres/progress.ts';
import { accounts } from './postgres/queries/accounts.ts';
import { anomalies } from './postgres/queries/anomalies.ts';
import { fact } from './postgres/queries/fact.ts';
import { storage } from './postgres/queries/storage.ts';
import { summary } from './postgres/queries/summary.ts';
import { usage } from './postgres/queries/usage.ts';
import { prepareReadSchema } from './postgres/read-schema.ts';
import { projectionStates, statusSeenFromAfar } from './projection-states.ts';

// As long as a timer can be set for.
const endlessMs = 2 ** 31 - 1;

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

/** Starts the feed; `caughtUp` resolves when it has reached the end of the log as it was when it began. */
const startFeed = (
  settings: Settings,
  { log, db }: Stores,
  metrics: LedgerMetrics,
  logger: Logger,
): Feed & { readonly caughtUp: Promise<void> } => {
  const caughtUp = Promise.withResolvers<undefined>();
  const feed = runFeed({
    namespace: settings.namespace,
    prefix: streamPrefix(settings.namespace),
    log,
    readCheckpoint: () => readOrMakeCheckpoint(db, readModels),
    apply: async (slice) => {
      const startedAt = performance.now();
      metrics.batchApplied(
        await applyBatch(db, readModels, slice),
        (performance.now() - startedAt) / 1_000,
      );
    },
    onError: (error) => {
      logger.error({ err: error }, 'the feed was interrupted');
    },
    isFinal: (error) => error instanceof LogRefused,
    onCaughtUp: () => {
      caughtUp.resolve(undefined);
    },
  });
  return { ...feed, caughtUp: caughtUp.promise };
};

/** The read models, asked; outages tell the caller to come again. */
const queriesOver = (
  { namespace }: Settings,
  { db, log }: Stores,
  feed: Feed | undefined,
): Queries => ({
  fact: orUnavailable((identity) => fact(db, identity)),
  usage: orUnavailable((query) => usage(db, query)),
  storage: orUnavailable((tenant, account, period) => storage(db, tenant, account, period)),
  accounts: orUnavailable((tenant, search, page) => accounts(db, tenant, search, page)),
  anomalies: orUnavailable((tenant, kind, page) => anomalies(db, tenant, kind, page)),
  summary: orUnavailable((tenant) => summary(db, tenant)),
  projections: orUnavailable(async () => {
    const checkpoint = await readCheckpoint(db);
    const tail = { log, prefix: streamPrefix(namespace), after: checkpoint.position };
    const status = feed?.status() ?? statusSeenFromAfar(await firstOfOurs(tail));
    return projectionStates(checkpoint, status, Date.now());
  }),
});

/** Resolves when the fact index holds all that was in the log when the service started. */
const indexComplete = async (
  { namespace }: Settings,
  { log, db }: Stores,
  progress: ProgressWatch,
): Promise<void> => {
  const after = (await readCheckpoint(db)).position;
  const last = await lastOfOurs({ log, prefix: streamPrefix(namespace), after });
  if (last !== undefined) await progress.reached(last, endlessMs);
};

/** Where facts come in. It opens when `complete` resolves, and closes while the index has less than it had. */
const doorOver = (
  settings: Settings,
  { log, db }: Stores,
  progress: ProgressWatch,
  complete: Promise<void>,
) => {
  const recent = recentFacts();
  let isComplete = false;
  let highest = -1n;
  progress.onMove((position) => {
    recent.forgetUpTo(position);
    if (position > highest) highest = position;
  });
  const ready = complete.then(() => {
    isComplete = true;
  });
  const notReady = (): string | undefined => {
    if (!isComplete) return 'The fact index has not yet reached the end of the log.';
    // What was forgotten because the index had it would be taken for new.
    return progress.position() < highest ? 'The fact index is being filled anew.' : undefined;
  };
  const door = openDoor({
    namespace: settings.namespace,
    recent,
    recentMax: settings.unprojectedMax,
    knownFacts: orUnavailable((identities) => knownFacts(db, identities)),
    append: orUnavailable(log.append),
    notReady,
    recordedAt: () => instantText(Date.now()),
  });
  return { door, notReady, ready };
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

/** Starts the whole service; throws with a message for the operator, and leaves nothing running, where it cannot. */
export const serve = async (settings: Settings, logger: Logger): Promise<Service> => {
  await using started = new AsyncDisposableStack();
  const metrics = ledgerMetrics();
  const stores = await openStores(settings, logger, metrics.appended);
  started.defer(stores.close);
  const { db, log } = stores;
  const key = await adminKey(settings.dataDir);

  await migrateOps(db);
  const schema = await prepareReadSchema(db, readModels, { anew: false });
  if (schema === 'dropped') logger.warn('the read models changed and are filled anew from the log');
  const progress = await watchProgress(db, stores.databaseUrl, (error) => {
    logger.warn({ err: error }, 'the database cannot be heard');
  });
  started.defer(progress.stop);

  const feed = settings.role === 'api' ? undefined : startFeed(settings, stores, metrics, logger);
  started.defer(async () => feed?.stop());

  const complete = feed?.caughtUp ?? indexComplete(settings, stores, progress);
  const { door, notReady, ready } = doorOver(settings, stores, progress, complete);
  const access = accessOver(settings, stores, key, logger);
  started.defer(access.stop);
  const deps: Deps = {
    ...access,
    door,
    queries: queriesOver(settings, stores, feed),
    progress,
    readiness: async () =>
      [notReady(), feed?.status().problem].filter((reason) => reason !== undefined),
    metrics: metrics.page(() => feed?.status()),
    observer: metrics.observer,
    now: Date.now,
    limits: limitsBy(settings),
    logger,
  };
  const privateUrl = await startPrivate(settings, deps, started);
  const server = await buildServer(deps, { operations: privateUrl === undefined });
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

const limitsBy = ({ waitSeconds, leewaySeconds, earliest }: Settings): Limits => ({
  ...defaultLimits,
  waitMs: waitSeconds * 1_000,
  futureMs: leewaySeconds * 1_000,
  earliest,
});
