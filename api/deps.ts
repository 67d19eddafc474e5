import type { FastifyBaseLogger } from 'fastify';
import type { EpochMs } from '../domain/time/instant.ts';
import type { Authenticator } from './auth/authenticator.ts';
import type { Keys } from './auth/keys.ts';
import type { Memberships } from './auth/memberships.ts';
import type { InvoiceBook } from './billing/invoice-book.ts';
import type { RunBook } from './billing/run-book.ts';
import type { Door } from './door/door.ts';
import type { Printer } from './invoices/pdf/pdf-printer.ts';
import type { Limits } from './limits.ts';
import type { MeterBook } from './meters/meter-book.ts';
import type { ApiObserver, MetricsPage } from './observer.ts';
import type { PricingBook } from './pricing/pricing-book.ts';
import type { MemberFacts } from './queries/member-facts.ts';
import type { PricingQueries } from './queries/pricing.ts';
import type { Progress, Queries, Rebuilds } from './queries/queries.ts';

/** All that the API needs from outside. */
export type Deps = {
  readonly door: Door;
  readonly meterBook: MeterBook;
  readonly pricingBook: PricingBook;
  readonly pricing: PricingQueries;
  readonly runBook: RunBook;
  readonly invoiceBook: InvoiceBook;
  readonly queries: Queries;
  readonly progress: Progress;
  readonly printer: Printer;
  readonly rebuilds: Rebuilds;
  readonly authenticator: Authenticator;
  readonly keys: Keys;
  readonly memberships: Memberships;
  readonly memberFacts: MemberFacts;
  /** Why the service is not ready, in words; nothing where it is. */
  readonly readiness: () => Promise<readonly string[]>;
  readonly metrics: MetricsPage;
  readonly observer: ApiObserver;
  readonly now: () => EpochMs;
  readonly limits: Limits;
  /** A pino logger. Requests are logged with their id, never with their credentials or bodies. */
  readonly logger: FastifyBaseLogger;
};
