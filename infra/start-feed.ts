import type { Logger } from 'pino';
import { streamPrefix } from '../domain/stream-name.ts';
import { readModels } from '../projections/read-models.ts';
import type { Settings } from './config/settings.ts';
import { LogRefused } from './eventstore/log-refused.ts';
import { runFeed, type Feed } from './feed/run-feed.ts';
import type { LedgerMetrics } from './metrics/ledger-metrics.ts';
import type { Stores } from './open-stores.ts';
import { adoptReadModels } from './postgres/adopt-read-models.ts';
import { batchApplier } from './postgres/apply-batch.ts';
import { OtherVersion } from './postgres/live-set.ts';
import { readOrMakeCheckpoint } from './postgres/checkpoint.ts';

export type FeedNews = {
  readonly onCaughtUp: () => void;
  /** The read models answer in another version now: this process has nothing more to do with them. */
  readonly onOtherVersion: () => void;
};

/** Starts the feed; `onCaughtUp` hears whenever it has reached the end of the log. */
export const startFeed = (
  { namespace }: Settings,
  { log, db }: Stores,
  metrics: LedgerMetrics,
  logger: Logger,
  { onCaughtUp, onOtherVersion }: FeedNews,
): Feed => {
  const apply = batchApplier(db, readModels);
  let isAdopted = false;
  return runFeed({
    namespace,
    prefix: streamPrefix(namespace),
    log,
    readCheckpoint: async () => {
      const checkpoint = await readOrMakeCheckpoint(db, readModels);
      if (isAdopted) return checkpoint;
      const foreign = await adoptReadModels(db, namespace, readModels);
      isAdopted = true;
      if (foreign.length === 0) return checkpoint;
      logger.warn(
        { foreign },
        'read models of another version answer no longer until they are filled',
      );
      return readOrMakeCheckpoint(db, readModels);
    },
    apply: async (slice) => {
      const startedAt = performance.now();
      metrics.batchApplied(await apply(slice), (performance.now() - startedAt) / 1_000);
    },
    onError: (error) => {
      logger.error({ err: error }, 'the feed was interrupted');
    },
    isFinal: (error) => {
      if (error instanceof OtherVersion) onOtherVersion();
      return error instanceof LogRefused;
    },
    onCaughtUp,
  });
};
