import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../domain/canonical-json.ts';
import type { Json } from '../../../domain/event-log.ts';

const parsed = (text: string): Json => JSON.parse(text) as Json;

test("RFC 8785's own example (3.2.2 and 3.2.4)", () => {
  const input = String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`;
  expect(canonicalJson(parsed(input))).toBe(
    '{"literals":[null,true,false],' +
      '"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  );
});

test("RFC 8785's example of sorting (3.2.3): by UTF-16 units, so that an emoji comes before ﬁ", () => {
  const input = String.raw`{
    "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis"
  }`;
  const values = canonicalJson(parsed(input)).matchAll(/":"([^"]*)"/g);
  expect([...values].map(([, value]) => value)).toEqual([
    'Carriage Return',
    'One',
    'Control',
    'Latin Small Letter O With Diaeresis',
    'Euro Sign',
    'Emoji: Grinning Face',
    'Hebrew Letter Dalet With Dagesh',
  ]);
});

// RFC 8785, appendix B: the bits of a double and its text.
describe('numbers', () => {
  test.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('%s', (bits, text) => {
    const value = Buffer.from(bits, 'hex').readDoubleBE();
    expect(canonicalJson(value)).toBe(text);
  });
});

test.each<[string, Json, string]>([
  ['control characters', '\u0001\b\t\n\f\r\u001f', String.raw`"\u0001\b\t\n\f\r\u001f"`],
  ['what needs no escape', '\u007f/é€😀\u2028', '"\u007f/é€😀\u2028"'],
  ['empty ones', { a: {}, b: [] }, '{"a":{},"b":[]}'],
  ['arrays keep their order', [3, 1, 2], '[3,1,2]'],
  ['objects in arrays', [{ b: 1, a: 2 }], '[{"a":2,"b":1}]'],
  ['keys that look like numbers are texts', { 10: 1, 9: 2, a: 3 }, '{"10":1,"9":2,"a":3}'],
  ['a key that begins another', { ab: 1, a: 2 }, '{"a":2,"ab":1}'],
  ['null is something', { a: null }, '{"a":null}'],
])('%s', (_, value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

const anyJson = fc.jsonValue().map((value) => value as Json);

test('the text stands for the value', () => {
  fc.assert(
    fc.property(anyJson, (value) => {
      // By way of JSON, since -0 is 0 there.
      expect(parsed(canonicalJson(value))).toEqual(parsed(JSON.stringify(value)));
    }),
  );
});

test('the order in which members came leaves no trace', () => {
  const members = fc.uniqueArray(fc.tuple(fc.string({ unit: 'grapheme' }), fc.nat()), {
    selector: ([name]) => name,
  });
  fc.assert(
    fc.property(members, (entries) => {
      const backwards = Object.fromEntries(entries.toReversed());
      expect(canonicalJson(Object.fromEntries(entries))).toBe(canonicalJson(backwards));
    }),
  );
});
