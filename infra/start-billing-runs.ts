import type { Logger } from 'pino';
import type { Billing } from './billing-runs/billing.ts';
import { runBilling } from './billing-runs/run-billing.ts';
import type { Settings } from './config/settings.ts';
import type { LedgerMetrics } from './metrics/ledger-metrics.ts';
import type { Stores } from './open-stores.ts';
import type { ProgressWatch } from './postgres/progress.ts';

const nothingToStop = { stop: (): Promise<void> => Promise.resolve() };

/** Executes billing runs, in a process that answers no requests alone. */
export const startBillingRuns = async (
  { role, namespace }: Pick<Settings, 'role' | 'namespace'>,
  stores: Stores,
  progress: Pick<ProgressWatch, 'reached'>,
  {
    billing,
    metrics,
    logger,
  }: {
    readonly billing: Billing;
    readonly metrics: Pick<LedgerMetrics, 'billing'>;
    readonly logger: Logger;
  },
): Promise<{ readonly stop: () => Promise<void> }> =>
  role === 'api'
    ? nothingToStop
    : runBilling({ namespace, stores, progress, billing, logger, ...metrics.billing });
