import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { conflictOf } from '../../domain/ledger/recorded.ts';
import type { LogEntry } from '../../domain/ledger/recorded.ts';
import { amended, anyFact } from './arbitrary-facts.ts';
import { anyCuts, cut } from './cut.ts';
import { recordedFacts, inMemory } from './in-memory.ts';

// Some facts came as conflicts with one before.
const anyFacts = amended(fc.array(anyFact, { maxLength: 120, size: 'max' }));
const anyRivals = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 150, maxLength: 150 });
const anyEvents: fc.Arbitrary<readonly LogEntry[]> = fc
  .tuple(anyFacts, anyRivals)
  .map(([facts, rivals]) => {
    const counted = recordedFacts(facts);
    return counted.map((event, index) => {
      const other = rivals[index] === 0 ? counted[index - 1] : undefined;
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
