import type { JsonObject, NewEvent, RecordedEvent } from '../../domain/event-log.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { contentHashOf, eventIdOf } from '../../domain/fact/identity.ts';
import { storedFact } from '../../domain/ledger/decode-recorded.ts';
import { factConflicted } from '../../domain/ledger/fact-conflicted.ts';
import type { RecordedFact } from '../../domain/ledger/recorded.ts';
import { conflictsStream, usageStream } from '../../domain/stream-name.ts';

export const namespace = 'ledger';

/** A fact of which only what matters to a test has to be said. */
export const madeFact = (parts: Partial<Fact> = {}): Fact => ({
  tenant: 't1',
  source: '/app',
  id: '1',
  type: 'openmeet.file.shared',
  subject: 'user:u1',
  at: Date.UTC(2026, 0, 15, 9, 30),
  data: { fileId: 'f1' },
  ...parts,
});

export const factOf = (type: string, data: JsonObject, parts: Partial<Fact> = {}): Fact =>
  madeFact({ ...parts, type, data });

/** A text in a fact's data; undefined where there is none under that name. */
export const textIn = ({ data }: Pick<Fact, 'data'>, name: string): string | undefined => {
  const value = data[name];
  return typeof value === 'string' ? value : undefined;
};

export const recordedAt = '2026-02-01T00:00:00.000Z';

/** A fact as the feed hands it to the projectors. Positions are not sequences: nothing may mix them up. */
export const recordedFact = (fact: Fact, sequence = 1n): RecordedFact => ({
  fact,
  contentHash: contentHashOf(fact),
  sequence,
  position: positionOf(sequence),
  recordedAt,
});

export const positionOf = (sequence: bigint): bigint => sequence * 7n + 100n;

/** An event of any kind, as it lies in the log. */
export const placed = (stream: string, sequence: bigint, event: NewEvent): RecordedEvent => ({
  ...event,
  // What the store gives back went through JSON.
  data: JSON.parse(JSON.stringify(event.data)) as unknown,
  stream,
  revision: 0n,
  position: positionOf(sequence),
});

/** A fact as it lies in the log, the `sequence`th event there. */
export const eventOf = (fact: Fact, sequence: bigint): RecordedEvent =>
  placed(
    usageStream(namespace, fact),
    sequence,
    storedFact(fact, eventIdOf(fact, contentHashOf(fact)), recordedAt),
  );

/** The event by which the door records that it refused `refused`, whose identity `counting` holds. */
export const conflictEventOf = (refused: Fact, counting: Fact, sequence: bigint): RecordedEvent => {
  const hashes = { contentHash: contentHashOf(counting), refusedHash: contentHashOf(refused) };
  return placed(
    conflictsStream(namespace, refused.tenant, refused.at),
    sequence,
    factConflicted(refused, hashes, recordedAt),
  );
};
