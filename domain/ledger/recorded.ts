import type { Fact } from '../fact/fact.ts';
import type { BillingEvents } from './billing-events.ts';
import { conflictData, type FactConflicted } from './fact-conflicted.ts';
import type { MeterDefined, MeterRetired } from './meter-events.ts';

/** Where an event stands in the log. */
export type Place = {
  /** Its number among the ledger's own events, from 1: the same after any rebuild, on any server. */
  readonly sequence: bigint;
  /** Where the store keeps it: opaque, good for waiting and for resuming, never for documents. */
  readonly position: bigint;
  /** When the ledger took it in, as RFC 3339 text. */
  readonly recordedAt: string;
};

export type RecordedFact = Place & { readonly fact: Fact; readonly contentHash: string };

/** The events that the ledger names itself, by type. */
export type LedgerEvents = {
  readonly FactConflicted: FactConflicted;
  readonly MeterDefined: MeterDefined;
  readonly MeterRetired: MeterRetired;
} & BillingEvents;
export type LedgerEventType = keyof LedgerEvents;

export type RecordedLedgerEvent = {
  readonly [Type in LedgerEventType]: Place & {
    readonly type: Type;
    readonly data: LedgerEvents[Type];
  };
}[LedgerEventType];

/** A fact that slipped into the log under an identity that another content holds, as the conflict it is. */
export const conflictOf = (
  { fact, contentHash: refusedHash, ...place }: RecordedFact,
  contentHash: string,
): RecordedLedgerEvent => ({
  ...place,
  type: 'FactConflicted',
  data: conflictData(fact, { contentHash, refusedHash }),
});

/** An event of the log, decoded: a usage fact or one that the ledger names itself. */
export type LogEntry =
  | { readonly kind: 'fact'; readonly recorded: RecordedFact }
  | { readonly kind: 'ledger'; readonly recorded: RecordedLedgerEvent };
