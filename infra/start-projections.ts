import type { Logger } from 'pino';
import { readModels } from '../projections/read-models.ts';
import { openBilling } from './billing/open-billing.ts';
import { runBilling } from './billing-runs/run-billing.ts';
import type { Settings } from './config/settings.ts';
import { fillBeside } from './fill-beside.ts';
import { feedElsewhere, ledFeed, type LedFeed } from './led-feed.ts';
import type { LedgerMetrics } from './metrics/ledger-metrics.ts';
import type { Stores } from './open-stores.ts';
import type { ProgressWatch } from './postgres/progress.ts';
import { startFeed } from './start-feed.ts';

/** Starts what works on the read models, in a process whose role that is: the feed, what is filled beside it, and billing. */
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
  const billing = await runBilling({
    namespace,
    stores,
    progress,
    billing: openBilling({ namespace, db: stores.db, log: stores.log }),
    logger,
  });
  return {
    ...feed,
    stop: async () => {
      await billing.stop();
      await filling.stop();
      await feed.stop();
    },
  };
};
