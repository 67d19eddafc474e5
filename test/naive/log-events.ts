import type { NewEvent, RecordedEvent } from '../../domain/event-log.ts';
import { meterDefined, meterRetired } from '../../domain/ledger/meter-events.ts';
import { metersStream } from '../../domain/stream-name.ts';
import { eventOf, namespace, placed, recordedAt } from '../support/facts.ts';
import type { LogEntry } from './log-entry.ts';

const ofMeters = (tenant: string, sequence: bigint, event: NewEvent): RecordedEvent =>
  placed(metersStream(namespace, tenant), sequence, event);

const eventFor = (entry: LogEntry, sequence: bigint): RecordedEvent => {
  switch (entry.kind) {
    case 'fact':
      return eventOf(entry.fact, sequence);
    case 'meter-defined':
      return ofMeters(entry.tenant, sequence, meterDefined(entry.tenant, entry.meter, recordedAt));
    case 'meter-retired':
      return ofMeters(entry.tenant, sequence, meterRetired(entry.tenant, entry.key, recordedAt));
  }
};

/** The log as the product finds it. */
export const eventsIn = (log: readonly LogEntry[]): readonly RecordedEvent[] =>
  log.map((entry, index) => eventFor(entry, BigInt(index + 1)));
