import type { NewEvent, RecordedEvent } from '../../domain/event-log.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { meterDefined, meterRetired } from '../../domain/ledger/meter-events.ts';
import { metersStream } from '../../domain/stream-name.ts';
import { conflictEventOf, eventOf, namespace, placed, recordedAt } from '../support/facts.ts';
import { contentOf, firstFacts, keyOf } from './identity.ts';
import type { LogEntry } from './log-entry.ts';

const ofMeters = (tenant: string, sequence: bigint, event: NewEvent): RecordedEvent =>
  placed(metersStream(namespace, tenant), sequence, event);

const ofFact = (fact: Fact, first: Fact, sequence: bigint): RecordedEvent =>
  // One of two doors refuses what has the identity of another; what comes by two at once slips in.
  contentOf(fact) !== contentOf(first) && sequence % 2n === 0n
    ? conflictEventOf(fact, first, sequence)
    : eventOf(fact, sequence);

/** An entry as the product finds it; `first` is the fact whose identity a fact has. */
export const eventIn = (
  entry: LogEntry,
  sequence: bigint,
  first: (fact: Fact) => Fact,
): RecordedEvent => {
  switch (entry.kind) {
    case 'fact':
      return ofFact(entry.fact, first(entry.fact), sequence);
    case 'meter-defined': {
      const event = meterDefined(entry.tenant, entry.meter, recordedAt);
      return ofMeters(entry.tenant, sequence, event);
    }
    case 'meter-retired':
      return ofMeters(entry.tenant, sequence, meterRetired(entry.tenant, entry.key, recordedAt));
  }
};

/** Gives the fact whose identity another one has. */
export const firstsIn = (log: readonly LogEntry[]): ((fact: Fact) => Fact) => {
  const firsts = new Map(firstFacts(log).map((fact) => [keyOf(fact), fact]));
  return (fact) => firsts.get(keyOf(fact)) ?? fact;
};

/** The log as the product finds it. */
export const eventsIn = (log: readonly LogEntry[]): readonly RecordedEvent[] => {
  const first = firstsIn(log);
  return log.map((entry, index) => eventIn(entry, BigInt(index + 1), first));
};
