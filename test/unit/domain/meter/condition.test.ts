import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../domain/event-log.ts';
import { meeting } from '../../../../domain/meter/condition.ts';
import type { Condition } from '../../../../domain/meter/parts.ts';

describe('what a fact must meet', () => {
  test.each<[Omit<Condition, 'key'>, JsonObject, boolean]>([
    [{ is: ['a', 'b'] }, { k: 'b' }, true],
    [{ is: ['a'] }, { k: 'A' }, false],
    [{ is: ['a'] }, {}, false],
    [{ is: ['5'] }, { k: 5 }, false],
    [{ is: [5] }, { k: '5' }, false],
    [{ is: [5] }, { k: 5.0 }, true],
    [{ is: [1e21] }, { k: 1_000_000_000_000_000_000_000 }, true],
    [{ is: [0] }, { k: -0 }, true],
    [{ is: [null] }, { k: null }, true],
    [{ is: [null] }, {}, false],
    [{ is: [true] }, { k: true }, true],
    [{ is: [true] }, { k: 'true' }, false],
    [{ is: ['a'] }, { k: ['a'] }, false],
    [{ isNot: ['a'] }, { k: 'a' }, false],
    [{ isNot: ['a'] }, { k: 'b' }, true],
    [{ isNot: ['a'] }, {}, true],
    [{ isNot: [null] }, { k: null }, false],
    [{ isNot: ['a'] }, { k: { a: 1 } }, true],
    [{ atLeast: 5 }, { k: 5 }, true],
    [{ atLeast: 5 }, { k: '4.999999999999999999' }, false],
    [{ atLeast: '0.1' }, { k: 0.1 }, true],
    [{ below: '0.3' }, { k: '0.30' }, false],
    [{ below: 5 }, { k: -1 }, true],
    [{ atLeast: 1, below: 2 }, { k: '1.5' }, true],
    [{ atLeast: 1, below: 2 }, { k: 2 }, false],
    [{ atLeast: 1 }, { k: 'many' }, false],
    [{ atLeast: 1 }, { k: true }, false],
    [{ below: 1 }, {}, false],
  ])('%j by %j: %s', (condition, data, expected) => {
    expect(meeting([{ key: 'k', ...condition }])(data)).toBe(expected);
  });

  test('is all of it', () => {
    const isMet = meeting([
      { key: 'a', is: [1] },
      { key: 'b', isNot: [1] },
    ]);
    expect(isMet({ a: 1 })).toBe(true);
    expect(isMet({ a: 1, b: 1 })).toBe(false);
  });

  test('is not what every object has of itself', () => {
    expect(meeting([{ key: 'toString', isNot: ['x'] }])({})).toBe(true);
    expect(meeting([{ key: '__proto__', is: [null] }])({})).toBe(false);
  });

  test('is nothing where nothing is said', () => {
    expect(meeting([])({})).toBe(true);
  });
});
