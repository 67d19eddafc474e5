import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { conflictOf } from '../../domain/ledger/recorded.ts';
import type { LogEntry } from '../../domain/ledger/recorded.ts';
import { anyFact, withIds } from './arbitrary-facts.ts';
import { anyCuts, cut } from './cut.ts';
import { recordedFacts, inMemory } from './in-memory.ts';

// Some facts came as conflicts with one before.
const anyEvents: fc.Arbitrary<readonly LogEntry[]> = fc
  .array(fc.tuple(anyFact, fc.integer({ min: 0, max: 9 })), { maxLength: 120, size: 'max' })
  .map((drawn) => {
    const counted = recordedFacts(withIds(drawn.map(([fact]) => fact)));
    return counted.map((event, index) => {
      const other = drawn[index]?.[1] === 0 ? counted[index - 1] : undefined;
      return event.kind === 'fact' && other?.kind === 'fact'
        ? { kind: 'ledger', recorded: conflictOf(event.recorded, other.recorded.contentHash) }
        : event;
    });
  });

test('the rows do not depend on how the log is cut into batches', () => {
  fc.assert(
    fc.property(anyEvents, anyCuts, (events, cuts) => {
      expect(inMemory(cut(events, cuts)).texts()).toEqual(inMemory([events]).texts());
    }),
    { numRuns: 60 },
  );
});

test('nor do they where each event is a batch of its own', () => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      const singly = events.map((event) => [event]);
      expect(inMemory(singly).texts()).toEqual(inMemory([events]).texts());
    }),
    { numRuns: 60 },
  );
});
