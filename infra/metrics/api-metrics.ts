import { Counter, Histogram, type Registry } from 'prom-client';
import { isCatalogueType } from '../../domain/fact/catalogue.ts';
import { durationBuckets } from './buckets.ts';

/** What the API tells about facts and requests. A type that the catalogue does not know counts as `other`. */
export const apiMetrics = (registry: Registry) => {
  const registers = [registry];
  const facts = new Counter({
    name: 'ledger_facts_total',
    help: 'Facts that came in, by type and by what became of them.',
    labelNames: ['type', 'outcome'] as const,
    registers,
  });
  const requests = new Histogram({
    name: 'ledger_http_request_duration_seconds',
    help: 'Time to answer a request, by route template.',
    labelNames: ['route', 'method', 'status'] as const,
    buckets: durationBuckets,
    registers,
  });
  return {
    factsReceived: (
      type: string,
      outcome: 'accepted' | 'duplicate' | 'conflict' | 'refused',
      count: number,
    ): void => {
      facts.inc({ type: isCatalogueType(type) ? type : 'other', outcome }, count);
    },
    answered: (route: string, method: string, status: number, seconds: number): void => {
      requests.observe({ route, method, status }, seconds);
    },
  };
};
