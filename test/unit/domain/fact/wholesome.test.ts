import { describe, expect, test } from 'vitest';
import type { Json } from '../../../../domain/event-log.ts';
import { faultsInJson } from '../../../../domain/fact/wholesome.ts';

const parsed = (text: string): Json => JSON.parse(text) as Json;
const pathsIn = (value: Json): readonly string[] =>
  faultsInJson(value, '/data').map(({ path }) => path);

/** `levels` arrays, one in the other. */
const nested = (levels: number): Json => parsed('['.repeat(levels) + ']'.repeat(levels));

describe('fit to be kept', () => {
  test.each<[string, string]>([
    ['15 digits', '999999999999999'],
    ['15 digits below zero', '-999999999999999'],
    ['15 digits after the point', '0.123456789012345'],
    ['15 digits around the point', '1234567.12345678'],
    ['zeros at the end say nothing', '1000000000000000000'],
    ['zeros in front say nothing', '0.000000123456789012345'],
    ['an exponent', '1.5e300'],
    ['a number that JavaScript prints short', '0.10000000000000000555'],
    ['no sign of zero', '-0'],
    ['38 digits as a text', `"${'9'.repeat(38)}"`],
    ['any other character', String.raw`"\u0001\u001f\u007f\u2028😀"`],
    ['the words JavaScript knows otherwise', '{"constructor":1,"prototype":{},"toString":null}'],
    ['nothing at all', 'null'],
  ])('%s', (_, text) => {
    expect(pathsIn(parsed(text))).toEqual([]);
  });

  test('32 levels', () => {
    expect(pathsIn(nested(32))).toEqual([]);
  });
});

describe('unfit to be kept', () => {
  test.each<[string, string, string]>([
    ['16 digits', '[1000000000000001]', '/data/0'],
    ['16 digits below zero', '[-1000000000000001]', '/data/0'],
    ['16 digits after the point', '[0.1234567890123456]', '/data/0'],
    ['17 digits', '[0.30000000000000004]', '/data/0'],
    ['17 digits, rounded by JavaScript', '[12345678901234567]', '/data/0'],
    ['a number that no double can hold', '[1e400]', '/data/0'],
    ['U+0000', String.raw`["a\u0000"]`, '/data/0'],
    ['the first half of a surrogate pair', String.raw`["\ud83d"]`, '/data/0'],
    ['the second half of a surrogate pair', String.raw`["\ude00\ud83d"]`, '/data/0'],
    ['U+0000 in a key', String.raw`{"a\u0000":1}`, '/data/a\0'],
    ['half of a surrogate pair in a key', String.raw`{"\ud83d":1}`, '/data/\ud83d'],
    ['__proto__ as a key', '{"a":{"__proto__":{"b":1}}}', '/data/a/__proto__'],
    ['deep in', '{"a":[{"b~/":"\\ud83d"}]}', '/data/a/0/b~0~1'],
  ])('%s', (_, text, path) => {
    expect(pathsIn(parsed(text))).toEqual([path]);
  });

  test('33 levels', () => {
    expect(pathsIn(nested(33))).toEqual([`/data${'/0'.repeat(32)}`]);
  });

  test('thousands of levels', () => {
    expect(pathsIn(nested(5_000))).toHaveLength(1);
  });
});

test('every fault is named', () => {
  const value = parsed(String.raw`{"a":[1e400,"ok","\ud83d"],"__proto__":"\u0000"}`);
  expect(faultsInJson(value, '/data')).toEqual([
    { path: '/data/a/0', message: 'has more than 15 significant digits: send it as a text' },
    { path: '/data/a/2', message: 'must not hold half of a surrogate pair' },
    { path: '/data/__proto__', message: 'is not allowed as a key' },
    { path: '/data/__proto__', message: 'must not hold U+0000' },
  ]);
});
