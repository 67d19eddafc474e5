import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitLines } from '../../../../api/facts/split-lines.ts';

const lineBytes = 20;

const splitAt = (bytes: Buffer, cuts: readonly number[]): readonly Buffer[] => {
  const bounds = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b)];
  return bounds.map((from, index) => bytes.subarray(from, bounds[index + 1]));
};

const linesOf = (chunks: readonly Buffer[]) => {
  const lines = splitLines(lineBytes);
  return [...chunks.flatMap((chunk) => lines.push(chunk)), ...lines.end()];
};

test('blank lines are skipped and still counted; the last needs no break; CRLF is one break', () => {
  expect(linesOf([Buffer.from('{"a":1}\n\n \t\r\n{"b":2}\r\n{"c":3}')])).toEqual([
    { index: 0, text: '{"a":1}' },
    { index: 3, text: '{"b":2}' },
    { index: 4, text: '{"c":3}' },
  ]);
});

test('a line that is too long is told of by itself', () => {
  expect(linesOf([Buffer.from(`a\n${'b'.repeat(21)}\n${'c'.repeat(20)}\r\n`)])).toEqual([
    { index: 0, text: 'a' },
    { index: 1, text: undefined, unreadable: 'too-long' },
    { index: 2, text: 'c'.repeat(20) },
  ]);
});

test('bytes are counted, not characters', () => {
  expect(linesOf([Buffer.from(`${'é'.repeat(10)}\n${'é'.repeat(11)}\n`)])).toEqual([
    { index: 0, text: 'é'.repeat(10) },
    { index: 1, text: undefined, unreadable: 'too-long' },
  ]);
});

test('a byte order mark before the first line is skipped and not counted; elsewhere it is a part of its line', () => {
  const mark = '\ufeff';
  const full = 'a'.repeat(20);
  expect(linesOf([Buffer.from(`${mark}${full}\r\n${mark}b\n`)])).toEqual([
    { index: 0, text: full },
    { index: 1, text: `${mark}b` },
  ]);
  expect(linesOf([Buffer.from(`${mark}\na`)])).toEqual([{ index: 1, text: 'a' }]);
});

test('a line that is no UTF-8 is told of by itself', () => {
  const bytes = Buffer.concat([
    Buffer.from('é1\n'),
    Buffer.of(0xff, 0xfe, 10),
    Buffer.from('é3\n'),
  ]);
  expect(linesOf([bytes])).toEqual([
    { index: 0, text: 'é1' },
    { index: 1, text: undefined, unreadable: 'not-utf8' },
    { index: 2, text: 'é3' },
  ]);
});

test('wherever chunks begin and end, the lines are the same', () => {
  const line = fc.oneof(
    fc.string({ maxLength: 12 }).map((text) => Buffer.from(text.replaceAll(/[\r\n]/g, ''))),
    fc
      .string({ unit: 'grapheme', maxLength: 8 })
      .map((text) => Buffer.from(text.replaceAll(/[\r\n]/g, ''))),
    fc.integer({ min: 18, max: 60 }).map((length) => Buffer.alloc(length, 'x')),
    fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes.filter((b) => b !== 10))),
  );
  const ending = fc.constantFrom('\n', '\r\n');
  fc.assert(
    fc.property(
      fc.array(fc.tuple(line, ending)),
      fc.boolean(),
      fc.boolean(),
      fc.array(fc.nat(), { maxLength: 40 }),
      (lines, isMarked, cutLastBreak, cuts) => {
        const whole = Buffer.concat([
          Buffer.from(isMarked ? '\ufeff' : ''),
          ...lines.flatMap(([text, end]) => [text, Buffer.from(end)]),
        ]);
        const bytes = cutLastBreak && whole.length > 0 ? whole.subarray(0, -1) : whole;
        expect(linesOf(splitAt(bytes, cuts))).toEqual(linesOf([bytes]));
        expect(linesOf([...bytes].map((byte) => Buffer.of(byte)))).toEqual(linesOf([bytes]));
      },
    ),
  );
});
