import type { Either } from 'fp-ts/lib/Either.js';
import type { Fault } from '../codec/faults.ts';
import type { PricingEvent } from '../ledger/pricing-events.ts';
import type { EpochMs } from '../time/instant.ts';

/** Why a command on prices, attribution or subscriptions is refused. */
export type Rejection =
  /** What it says does not fit what there is. */
  | { readonly kind: 'unfit'; readonly faults: readonly Fault[] }
  /** Invoices that are not void stand up to `billedTo`, for a time in which it would count. */
  | { readonly kind: 'already-billed'; readonly billedTo: EpochMs }
  /** Another version takes effect at the same time. */
  | { readonly kind: 'version-exists'; readonly version: number }
  | { readonly kind: 'model-withdrawn'; readonly model: string }
  | { readonly kind: 'unknown-model'; readonly model: string };

/** What is recorded, in order; nothing where all is as the command wants it. */
export type Decision = Either<Rejection, readonly PricingEvent[]>;

export const unfit = (path: string, message: string): Rejection => ({
  kind: 'unfit',
  faults: [{ path, message }],
});

/**
 * The rejection of what would count in a time that is billed. `billedTo` is the latest end of the invoices that stand and
 * end after it, undefined where there are none. An invoice that is being issued meanwhile is not seen here: it pins what it
 * was rated by, so that it stays right.
 */
export const ifBilled = (from: EpochMs, billedTo: EpochMs | undefined): Rejection | undefined =>
  billedTo !== undefined && from < billedTo ? { kind: 'already-billed', billedTo } : undefined;
