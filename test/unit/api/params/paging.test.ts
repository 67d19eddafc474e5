import fc from 'fast-check';
import { isLeft, isRight } from 'fp-ts/lib/Either.js';
import { expect, test } from 'vitest';
import { Cursor, Limit, pageOf } from '../../../../api/params/paging.ts';

test('a cursor comes back as it was given', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (place) => {
      fc.pre(!place.includes('\0'));
      expect(Cursor.decode(Cursor.encode(place))).toEqual({ _tag: 'Right', right: place });
    }),
  );
});

test.each(['!', 'YQ==', 'gA', 'AA', 'Y'])('%s is no cursor', (text) => {
  expect(isLeft(Cursor.decode(text))).toBe(true);
});

test.each(['1', '1000', '0007'])('%s is a limit', (text) => {
  expect(isRight(Limit.decode(text))).toBe(true);
});

test.each(['0', '1001', '-1', '1.5', '', 'x', '1e2'])('%s is no limit', (text) => {
  expect(isLeft(Limit.decode(text))).toBe(true);
});

test('a page says where the next begins only where there is one', () => {
  const entries = ['a', 'b', 'c'];
  const place = (entry: string) => entry;
  expect(pageOf(entries, 2, place)).toEqual({ entries: ['a', 'b'], cursor: Cursor.encode('b') });
  expect(pageOf(entries, 3, place)).toEqual({ entries });
  expect(pageOf([], 3, place)).toEqual({ entries: [] });
});
