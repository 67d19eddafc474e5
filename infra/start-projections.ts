import type { Logger } from 'pino';
import { readModels } from '../projections/read-models.ts';
import type { Settings } from './config/settings.ts';
import { fillBeside } from './fill-beside.ts';
import { feedElsewhere, ledFeed, type LedFeed } from './led-feed.ts';
import type { LedgerMetrics } from './metrics/ledger-metrics.ts';
import type { Stores } from './open-stores.ts';
import type { ProgressWatch } from './postgres/progress.ts';
import { startFeed } from './start-feed.ts';

/** Starts what fills the read models, in a process whose role that is: the feed, and what is filled beside it. */
export const startProjections = async (
  settings: Settings,
  stores: Stores,
  progress: ProgressWatch,
  metrics: LedgerMetrics,
  logger: Logger,
): Promise<LedFeed> => {
  if (settings.role === 'api') return feedElsewhere;
  const { namespace } = settings;
  const feed = ledFeed((news) => startFeed(settings, stores, metrics, logger, news), {
    url: stores.databaseUrl,
    name: `feed of ${namespace}`,
    logger,
  });
  const filling = await fillBeside({ namespace, stores, progress, readModels, logger });
  return {
    ...feed,
    stop: async () => {
      await filling.stop();
      await feed.stop();
    },
  };
};
