import { Histogram, type Registry } from 'prom-client';
import type { EventLogSettings } from '../eventstore/event-log-settings.ts';
import { durationBuckets } from './buckets.ts';

/** Observes every append to the log. */
export const appendMetrics = (registry: Registry): NonNullable<EventLogSettings['onAppend']> => {
  const appends = new Histogram({
    name: 'ledger_append_duration_seconds',
    help: 'Time until the store confirmed an append, or it was given up.',
    labelNames: ['outcome'] as const,
    buckets: durationBuckets,
    registers: [registry],
  });
  return (seconds, outcome) => {
    appends.observe({ outcome }, seconds);
  };
};
