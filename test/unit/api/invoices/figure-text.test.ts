import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  changeText,
  figureOf,
  figureText,
  moneyFigure,
  withGroups,
} from '../../../../api/invoices/figure-text.ts';

test.each([
  ['0', '0'],
  ['1234.50', '1,234.50'],
  ['-1234567', '−1,234,567'],
  ['-0.35', '−0.35'],
  ['999', '999'],
  ['0.123456789012345678', '0.123456789012345678'],
  ['10/3', '3.333333…'],
  ['-1/3', '−0.333333…'],
  ['4800000/7', '685,714.285714…'],
])('%s is read as %s', (text, shown) => {
  expect(figureText(text)).toBe(shown);
});

test('no digit is lost, however long a figure is', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 38n }), fc.nat(999_999), (whole, fraction) => {
      const text = `${whole}.${fraction}`;
      expect(figureText(text).replaceAll(',', '')).toBe(text);
    }),
  );
});

test.each([
  ['2', 2, '2.00'],
  ['0.2', 2, '0.20'],
  ['0.1845', 2, '0.1845'],
  ['1234', 0, '1,234'],
  ['5', 3, '5.000'],
  ['1/3', 2, '0.333333…'],
])('%s of a currency with %d places is %s', (text, digits, shown) => {
  expect(moneyFigure(text, digits)).toBe(shown);
});

test.each([
  ['1.75', '+1.75'],
  ['-1.75', '−1.75'],
  ['0', '0'],
])('a change of %s is %s', (text, shown) => {
  expect(changeText(text)).toBe(shown);
});

test('numbers within a unit are grouped', () => {
  expect(withGroups('1000000000 byte × month')).toBe('1,000,000,000 byte × month');
  expect(withGroups('250 request')).toBe('250 request');
});

test('a fraction is the number that it stands for', () => {
  expect(figureOf('-10/4')).toEqual({ numerator: -5n, denominator: 2n });
  expect(figureOf('2.50')).toEqual({ numerator: 5n, denominator: 2n });
});
