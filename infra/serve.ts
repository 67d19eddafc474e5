import type { Logger } from 'pino';
import { adminKeyAuthenticator } from '../api/auth/admin-key.ts';
import { openDoor } from '../api/door/receive-facts.ts';
import { recentFacts } from '../api/door/recent-facts.ts';
import { defaultLimits, type Limits } from '../api/limits.ts';
import type { Queries } from '../api/queries/queries.ts';
import { buildServer } from '../api/server.ts';
import { instantText } from '../domain/time/instant.ts';
import { streamPrefix } from '../domain/stream-name.ts';
import { readModels } from '../projections/read-models.ts';
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
  { asking: { queries: db }, log }: Stores,
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
  { log, asking }: Stores,
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
    knownFacts: orUnavailable((identities) => knownFacts(asking.door, identities)),
    append: orUnavailable(log.append),
    notReady,
    recordedAt: () => instantText(Date.now()),
  });
  return { door, notReady, ready };
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
  const stores = await openStores(settings, logger, {
    onAppend: metrics.appended,
    onQueriesFull: () => {
      metrics.observer.shed('queries');
    },
  });
  started.defer(stores.close);
  const { db, log } = stores;
  const key = await adminKey(settings.dataDir);

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
  const server = await buildServer({
    door,
    queries: queriesOver(settings, stores, feed),
    progress,
    authenticator: adminKeyAuthenticator({ keyHash: key.hash, tenant: settings.tenant }),
    readiness: async () =>
      [notReady(), feed?.status().problem].filter((reason) => reason !== undefined),
    metrics: metrics.page(() => feed?.status()),
    observer: metrics.observer,
    now: Date.now,
    limits: limitsBy(settings),
    logger,
  });
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
