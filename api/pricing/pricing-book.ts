import type { AppendAtOutcome, AppendAtRevision } from '../../domain/event-log.ts';
import {
  newPricingEvent,
  streamOf,
  type PricingEvent,
} from '../../domain/ledger/pricing-events.ts';

/** Where prices, who pays them, and plans are put on record. */
export type PricingBook = {
  /**
   * Records an event where its stream has `known` events, so that it is written by those who know all of them. Written
   * again there it writes nothing new.
   */
  readonly record: (event: PricingEvent, known: number) => Promise<AppendAtOutcome>;
  /** The position up to which the read models must be to hold all that is on record; undefined where they are. */
  readonly last: () => Promise<bigint | undefined>;
};

export type PricingBookDeps = {
  readonly namespace: string;
  readonly appendAt: (append: AppendAtRevision) => Promise<AppendAtOutcome>;
  readonly last: PricingBook['last'];
  readonly recordedAt: () => string;
};

/** The book of a log. Throws ServiceUnavailable where that is away. */
export const openPricingBook = ({
  namespace,
  appendAt,
  last,
  recordedAt,
}: PricingBookDeps): PricingBook => ({
  record: (event, known) => {
    const after = BigInt(known) - 1n;
    const events = [newPricingEvent(event, after, recordedAt())];
    return appendAt({ stream: streamOf(namespace, event), events, after });
  },
  last,
});
