import type { Logger } from 'pino';
import { runBilling } from './billing-runs/run-billing.ts';
import { openBilling } from './billing/open-billing.ts';
import type { Settings } from './config/settings.ts';
import type { LedgerMetrics } from './metrics/ledger-metrics.ts';
import type { Stores } from './open-stores.ts';
import type { ProgressWatch } from './postgres/progress.ts';

/** Executes billing runs, in a process that does more than answer requests. */
export const startBillingRuns = async (
  { role, namespace }: Settings,
  stores: Stores,
  progress: ProgressWatch,
  metrics: LedgerMetrics,
  logger: Logger,
): Promise<{ readonly stop: () => Promise<void> }> => {
  if (role === 'api') return { stop: () => Promise.resolve() };
  const { db, log } = stores;
  const billing = openBilling({ namespace, db, log });
  return runBilling({ namespace, stores, progress, billing, logger, ...metrics.billing });
};
