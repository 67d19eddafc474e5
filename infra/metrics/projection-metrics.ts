import { Gauge, Histogram, type Registry } from 'prom-client';
import { readModels } from '../../projections/read-models.ts';
import { feedStates, lagSeconds, type FeedStatus } from '../feed/feed-status.ts';
import { durationBuckets } from './buckets.ts';

/** What is known of the read models and of the feed that fills them. */
export const projectionMetrics = (registry: Registry) => {
  const registers = [registry];
  const lag = new Gauge({
    name: 'ledger_projection_lag_seconds',
    help: 'Age of the oldest event that is not applied yet; 0 when caught up.',
    labelNames: ['projection'] as const,
    registers,
  });
  const buffered = new Gauge({
    name: 'ledger_events_buffered',
    help: 'Events read from the log that are not committed to the read models yet.',
    registers,
  });
  const state = new Gauge({
    name: 'ledger_feed_state',
    help: '1 for the state that the feed is in: live, catching_up, or stopped at an event that it cannot take.',
    labelNames: ['state'] as const,
    registers,
  });
  const leader = new Gauge({
    name: 'ledger_feed_leader',
    help: '1 in the process that fills the read models, 0 in those that stand by or never lead.',
    registers,
  });
  const batches = new Histogram({
    name: 'ledger_projection_batch_duration_seconds',
    help: 'Time to commit one batch of changes to all read models with their checkpoint.',
    buckets: durationBuckets,
    registers,
  });
  return {
    /** Takes over what the feed says of itself at this moment; undefined where it does not run in this process. */
    sample: (status: FeedStatus | undefined, nowMs: number): void => {
      leader.set(status === undefined ? 0 : 1);
      buffered.set(status?.buffered ?? 0);
      if (status === undefined) {
        // What was true while it ran here would be read as true for ever.
        state.reset();
        lag.reset();
        return;
      }
      for (const each of feedStates) state.set({ state: each }, each === status.state ? 1 : 0);
      for (const { name } of readModels) lag.set({ projection: name }, lagSeconds(status, nowMs));
    },
    batchApplied: (seconds: number): void => {
      batches.observe(seconds);
    },
  };
};
