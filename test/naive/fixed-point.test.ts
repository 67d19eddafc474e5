import { expect, test } from 'vitest';
import { fixedOf, fixedText, wholeOf } from './fixed-point.ts';

test.each([
  [0, '0'],
  [-0.25, '-0.25'],
  [1e21, '1000000000000000000000'],
  [1e-7, '0.0000001'],
  ['007', '7'],
  ['10.0', '10'],
  ['-0.50', '-0.5'],
  ['0.000000000000000001', '0.000000000000000001'],
  ['9'.repeat(38), '9'.repeat(38)],
])('%j counts as %s', (value, text) => {
  const units = fixedOf(value);
  expect(units === undefined ? undefined : fixedText(units)).toBe(text);
});

test.each([
  [''],
  ['x'],
  ['1e3'],
  [' 1'],
  ['+1'],
  ['.5'],
  ['0.0000000000000000001'],
  [`1${'0'.repeat(37)}.5`],
  ['9'.repeat(39)],
  [null],
  [true],
  [undefined],
  [[1]],
])('%j is no decimal', (value) => {
  expect(fixedOf(value)).toBeUndefined();
});

test('a whole number may be written with zeros after the point', () => {
  expect(wholeOf('020.0')).toBe(20n);
  expect(() => wholeOf('0.5')).toThrow('not whole');
});
