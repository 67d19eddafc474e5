import type { BillingEvents } from '../../../domain/ledger/billing-events.ts';
import type { Fact } from '../../../domain/fact/fact.ts';
import { contentHash, type Leaf } from './digest.ts';
import { firstFacts, keyOf, type Identity } from '../identity.ts';
import type { LogEntry } from '../log-entry.ts';
import { amendmentsByTarget, fits, netFacts } from '../net-facts.ts';

// What is known at S: the log of a tenant up to there. The sequence of an entry is its number in the list, from 1.

type BillingType = keyof BillingEvents;

/** An event that the ledger names itself. */
export type LedgerEntry = {
  readonly [Type in BillingType]: {
    readonly kind: 'ledger';
    readonly type: Type;
    readonly data: BillingEvents[Type];
  };
}[BillingType];

/** What lies in the log, facts, meters and what billing is made of. */
export type BillingEntry = LogEntry | LedgerEntry;
export type BillingLog = readonly BillingEntry[];

export type Known = {
  readonly tenant: string;
  /** Up to S. */
  readonly log: BillingLog;
  /** What counts, in log order of the originals. */
  readonly net: readonly Fact[];
  /** Where a fact or amendment lies, and what it says. */
  readonly leafOf: (identity: Identity) => Leaf;
  /** The amendments that fit a fact. */
  readonly fittingOf: (fact: Identity) => readonly Identity[];
};

/** An entry of the kind that the rules for usage read. */
export const isOfUsage = (entry: BillingEntry): entry is LogEntry => entry.kind !== 'ledger';

/** What is known of a tenant by the events whose sequence is at most this. */
export const knownAt = (whole: BillingLog, tenant: string, sequence: number): Known => {
  const log = whole.slice(0, sequence);
  const firsts = firstFacts(log.filter(isOfUsage)).filter((fact) => fact.tenant === tenant);
  const byKey = new Map(firsts.map((fact) => [keyOf(fact), fact]));
  const amendments = amendmentsByTarget(firsts);
  const original = (identity: Identity): Fact => {
    const fact = byKey.get(keyOf(identity));
    if (fact === undefined) throw new Error(`${keyOf(identity)} is not in the log`);
    return fact;
  };
  return {
    tenant,
    log,
    net: netFacts(log.filter(isOfUsage), tenant),
    leafOf: (identity) => {
      const fact = original(identity);
      const { source, id } = fact;
      const index = log.findIndex((entry) => entry.kind === 'fact' && entry.fact === fact);
      return { tenant, source, id, sequence: String(index + 1), contentHash: contentHash(fact) };
    },
    fittingOf: (identity) =>
      (amendments.get(keyOf(identity)) ?? []).filter((one) => fits(one, original(identity))),
  };
};

/** The data of all events of a type, in log order. */
export const eventsOf = <Type extends BillingType>(
  { log, tenant }: Known,
  type: Type,
): readonly BillingEvents[Type][] =>
  log.flatMap((entry) =>
    entry.kind === 'ledger' && entry.type === type && entry.data.tenant === tenant
      ? // The type says which data it is, which TypeScript does not see through a parameter.
        [entry.data as BillingEvents[Type]]
      : [],
  );
