import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../../../domain/event-log.ts';
import { dimensionsReader } from '../../../../domain/meter/dimensions.ts';

const read = (data: Readonly<Record<string, Json>>) => dimensionsReader(['k'])(data);
const long = 'x'.repeat(65);

test.each<[Json, string | null]>([
  ['red', 'red'],
  ['', ''],
  ['x'.repeat(64), 'x'.repeat(64)],
  [long, `${'x'.repeat(47)}…9537c5fdf120482f`],
  [12.5, '12.5'],
  [1e21, '1000000000000000000000'],
  [-0, '0'],
  [true, 'true'],
  [false, 'false'],
  [null, null],
  [['a'], null],
  [{ a: 1 }, null],
])('%j is told apart as %j', (value, expected) => {
  expect(read({ k: value })).toBe(JSON.stringify([expected]));
});

test('what is not there is null, and what every object has of itself is not there', () => {
  expect(read({})).toBe('[null]');
  expect(dimensionsReader(['constructor', '__proto__'])({})).toBe('[null,null]');
});

test('without keys there is nothing to tell apart', () => {
  expect(dimensionsReader()({ k: 1 })).toBe('');
});

test('several stand in the order of the definition', () => {
  expect(dimensionsReader(['b', 'a'])({ a: 'x', b: 'y' })).toBe('["y","x"]');
});

test('whatever the value: a text that can be kept, and short', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const [kept] = JSON.parse(read({ k: text.toWellFormed() })) as readonly string[];
      expect(kept?.isWellFormed()).toBe(true);
      expect(kept?.length).toBeLessThanOrEqual(64);
    }),
  );
});
