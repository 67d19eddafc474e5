import { collectDefaultMetrics, Registry } from 'prom-client';
import type { BatchChanges } from '../../projections/fold-batch.ts';
import type { FeedStatus } from '../feed/feed-status.ts';
import { apiMetrics } from './api-metrics.ts';
import { appendMetrics } from './append-metrics.ts';
import { billingMetrics } from './billing-metrics.ts';
import { projectionMetrics } from './projection-metrics.ts';
import { usageMetrics } from './usage-metrics.ts';

export type LedgerMetrics = {
  /** What the API tells. */
  readonly observer: ReturnType<typeof apiMetrics>;
  readonly appended: ReturnType<typeof appendMetrics>;
  /** What billing runs tell. */
  readonly billing: ReturnType<typeof billingMetrics>;
  /** One batch was committed to the read models. */
  readonly batchApplied: (changes: BatchChanges, seconds: number) => void;
  /** The metrics as a scraper reads them. The feed is asked at each reading; undefined where it runs elsewhere. */
  readonly page: (feedStatus: () => FeedStatus | undefined) => {
    readonly contentType: string;
    readonly text: () => Promise<string>;
  };
};

/** All metrics of the service and of its process, on a registry of their own: never the global one, which tests would share. */
export const ledgerMetrics = (registry = new Registry()): LedgerMetrics => {
  collectDefaultMetrics({ register: registry, prefix: 'ledger_' });
  const projections = projectionMetrics(registry);
  const usage = usageMetrics(registry);
  return {
    observer: apiMetrics(registry),
    appended: appendMetrics(registry),
    billing: billingMetrics(registry),
    batchApplied: (changes, seconds) => {
      projections.batchApplied(seconds);
      usage.batchApplied(changes);
    },
    page: (feedStatus) => ({
      contentType: registry.contentType,
      text: () => {
        projections.sample(feedStatus(), Date.now());
        return registry.metrics();
      },
    }),
  };
};
