import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
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
  const shed = new Counter({
    name: 'ledger_requests_shed_total',
    help: 'Requests answered with 503 since too much was under way: other requests, bodies or queries.',
    labelNames: ['reason'] as const,
    registers,
  });
  const limited = new Counter({
    name: 'ledger_requests_limited_total',
    help: 'Requests answered with 429: of a credential, of an address, or attempts to guess a credential.',
    labelNames: ['reason'] as const,
    registers,
  });
  const inFlight = new Gauge({
    name: 'ledger_requests_in_flight',
    help: 'Requests under way, without those of operators.',
    registers,
  });
  const bodyBytes = new Gauge({
    name: 'ledger_body_bytes_in_flight',
    help: 'Bytes of the bodies of requests under way, after decompression.',
    registers,
  });
  return {
    shed: (reason: 'requests' | 'bodies' | 'queries'): void => {
      shed.inc({ reason });
    },
    limited: (reason: 'credential' | 'address' | 'attempts'): void => {
      limited.inc({ reason });
    },
    underWay: (requestsNow: number, bytesNow: number): void => {
      inFlight.set(requestsNow);
      bodyBytes.set(bytesNow);
    },
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
