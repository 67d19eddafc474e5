import type { Amendment } from '../domain/fact/amendment.ts';
import type { Fact } from '../domain/fact/fact.ts';
import type { LogEntry, RecordedFact } from '../domain/ledger/recorded.ts';

/** What one event of the log does to one fact: what the fact came to before, and what it comes to now. */
export type Effect = {
  /** Undefined where it did not count: not there yet, or voided. */
  readonly was: Fact | undefined;
  readonly is: Fact | undefined;
  /** The number of the fact itself, whichever event changed it. */
  readonly sequence: bigint;
};

/** How an amendment stands to its target: `pending` until that is known. */
export type Standing = {
  readonly amendment: Amendment;
  readonly standing: 'pending' | 'fits' | 'unfit';
};

/** A fact that counts, in the order of the log, with all that it brings about. */
export type CountedFact = {
  readonly kind: 'fact';
  readonly recorded: RecordedFact;
  /** What it changes of itself or, where it is an amendment, of its target; undefined where it changes nothing. */
  readonly effect: Effect | undefined;
  /** The amendments of which something is known by it: itself, or those that waited for it. */
  readonly standings: readonly Standing[];
};

/** An event that counts, in the order of the log. */
export type Counted = CountedFact | Extract<LogEntry, { readonly kind: 'ledger' }>;
