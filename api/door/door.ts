import type { Fact } from '../../domain/fact/fact.ts';

/** What became of one fact. Positions are those of the event that counts: a duplicate has its original's. */
export type Receipt =
  | { readonly outcome: 'accepted'; readonly position: bigint }
  | { readonly outcome: 'duplicate'; readonly position: bigint }
  | { readonly outcome: 'conflict'; readonly position: bigint }
  /** An amendment that does not fit the fact it names: it is not kept. */
  | { readonly outcome: 'refused'; readonly reason: string };

/** Where facts come in. */
export type Door = {
  /**
   * Records what is new and says of each fact, in order, what became of it; it answers once all of it is durable.
   * Throws ServiceUnavailable when it cannot take facts now; then some of them may be in, and sending them again is safe.
   */
  readonly receive: (facts: readonly Fact[]) => Promise<readonly Receipt[]>;
};
