import type { Fact } from '../../domain/fact/fact.ts';

/** A fact as it lies in the log. */
export type LoggedFact = {
  readonly fact: Fact;
  readonly position: bigint;
  readonly recordedAt: string;
};

/**
 * All that the log holds of what a member did, up to its end as it is at the call, a part at a time and in its order;
 * amendments lie among it. What slipped into the log twice comes twice. Throws ServiceUnavailable at once where the log is
 * away; breaks off where `signal` aborts.
 */
export type MemberFacts = (
  tenant: string,
  account: string,
  signal: AbortSignal,
) => Promise<AsyncIterable<readonly LoggedFact[]>>;
