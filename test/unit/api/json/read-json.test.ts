import fc from 'fast-check';
import { isLeft } from 'fp-ts/lib/Either.js';
import { expect, test } from 'vitest';
import { readJson, type JsonText } from '../../../../api/json/read-json.ts';

const read = (text: string): JsonText => {
  const json = readJson(text);
  if (isLeft(json)) throw new TypeError(json.left);
  return json.right;
};
const faultyPaths = (text: string): readonly string[] => read(text).faults.map(({ path }) => path);

test('numbers that JavaScript would change are named, by path', () => {
  const text = `{"id":"a","data":{"bytes":12345678901234567,"ok":5,"list":[1, 1e400 ,{"a/b~c":0.12345678901234567}]}}`;
  expect(faultyPaths(text)).toEqual(['/data/bytes', '/data/list/1', '/data/list/2/a~1b~0c']);
});

test('the facts of an array are told apart', () => {
  expect(faultyPaths('[{"a":1},{"a":{"b":10000000000000001}}]')).toEqual(['/1/a/b']);
});

test.each([
  ['digits in a text', '{"id":"12345678901234567890","x":"a,12345678901234567"}'],
  ['what looks like a member in a text', String.raw`{"x":"\":12345678901234567","y":"[1e400"}`],
  ['a text that ends in backslashes', String.raw`{"x":"\\","y":"12345678901234567\\\\","z":1}`],
  ['a digits-only key', '{"12345678901234567890":1}'],
  ['blanks everywhere', ' { "a" : 1 , "b" :\t[ 1 ,\n2 ] } '],
  ['the same key in different objects', '{"a":{"b":1},"b":{"a":1},"c":[{"a":1},{"a":2}]}'],
])('%s is no fault', (_name, text) => {
  expect(read(text).faults).toEqual([]);
});

test.each([
  ['blanks before the number', '{"a":\n  12345678901234567}', '/a'],
  ['blanks before the colon', '{"a"  :12345678901234567}', '/a'],
  ['a sign', '{"a":-12345678901234567}', '/a'],
  ['an array', '{"a":[12345678901234567]}', '/a/0'],
  ['an array after a comma and blanks', '{"a":[1,  12345678901234567]}', '/a/1'],
  ['an exponent of three digits', '{"a":1E+400}', '/a'],
  ['an exponent after a fraction', '{"a":1.25e-0400}', '/a'],
  ['behind a text full of quotes', String.raw`{"x":"\"\\\"","a":12345678901234567}`, '/a'],
  ['an escaped key', String.raw`{"\u0061":12345678901234567}`, '/a'],
  ['no object at all', '[12345678901234567]', '/0'],
])('a long number is found: %s', (_name, text, path) => {
  expect(faultyPaths(text)).toEqual([path]);
});

test.each([
  ['{"a":1,"a":2}', '/a'],
  ['{"a":{"bytes":1,"bytes" :1000}}', '/a/bytes'],
  [String.raw`{"a":1,"\u0061":2}`, '/a'],
  ['{"__proto__":1,"__proto__":2}', '/__proto__'],
  ['[{"a":1},{"b":[{"c":1,"c":1}]}]', '/1/b/0/c'],
])('a key that stands twice is named: %s', (text, path) => {
  expect(read(text).faults).toEqual([{ path, message: 'is there twice' }]);
});

test.each([
  ['{"a":1,}', 'position 7'],
  ['{"a": x}', `Unexpected token 'x', "{"a": x}"`],
  ['', 'Unexpected end'],
  ['{"a":1', 'position 6'],
])('what is no JSON says where: %s', (text, where) => {
  const json = readJson(text);
  expect(isLeft(json) && json.left).toContain(where);
});

test.each([
  ['arrays', '['.repeat(100_000), ']'.repeat(100_000)],
  ['objects', '{"a":'.repeat(100_000), '}'.repeat(100_000)],
])('any depth is read: %s', (_name, open, close) => {
  expect(read(`${open}12345678901234567${close}`).faults).toHaveLength(1);
  expect(read(`${open}1${close}`).faults).toEqual([]);
});

test('whatever JavaScript writes from numbers of few digits is read back without a fault', () => {
  const number = fc.oneof(
    fc.integer(),
    fc.integer({ min: -999_999, max: 999_999 }).map((n) => n / 1000),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      number,
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('tree')),
      fc.dictionary(fc.string(), tie('tree')),
    ),
  }));
  fc.assert(
    fc.property(tree, fc.constantFrom(0, 1, 2), (value, indent) => {
      const json = read(JSON.stringify(value, undefined, indent));
      expect(json.faults).toEqual([]);
      expect(JSON.stringify(json.value)).toBe(JSON.stringify(value));
    }),
  );
});

test('a long number is found wherever it stands', () => {
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.constant('LONG'),
      fc.string(),
      fc.array(tie('tree'), { minLength: 1 }),
      fc.dictionary(fc.string(), tie('tree'), { minKeys: 1 }),
    ),
  }));
  fc.assert(
    fc.property(tree, fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify({ value }, undefined, indent);
      const long = text.split('"LONG"').length - 1;
      expect(read(text.replaceAll('"LONG"', '12345678901234567')).faults).toHaveLength(long);
    }),
  );
});
