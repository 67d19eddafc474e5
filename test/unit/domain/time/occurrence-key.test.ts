import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { byOccurrence } from '../../../../domain/time/by-occurrence.ts';
import { occurrenceKey } from '../../../../domain/time/occurrence-key.ts';

// Where code points and code units differ, and at the edges of what the key itself adds.
const anyName = fc.string({
  unit: fc.constantFrom(
    ' ',
    'a',
    'b',
    '\ud7ff',
    '\ue000',
    '\uffff',
    '\u{10000}',
    '\u{10fffe}',
    '\u{10ffff}',
  ),
  minLength: 1,
  maxLength: 5,
});
const anyOccurrence = fc.record({ at: fc.constant(0), source: anyName, id: anyName });

test('keys compare by code point as source and id do by code unit', () => {
  fc.assert(
    fc.property(anyOccurrence, anyOccurrence, (a, b) => {
      // UTF-8 has the order of code points.
      const [one, other] = [a, b].map((each) => Buffer.from(occurrenceKey(each)));
      if (one === undefined || other === undefined) throw new Error('no key');
      expect(Buffer.compare(one, other)).toBe(Math.sign(byOccurrence(a, b)));
    }),
    { numRuns: 2_000 },
  );
});

test('the key of common names is the names', () => {
  expect(occurrenceKey({ source: '/app', id: 'ü1' })).toBe('/app\nü1');
});
