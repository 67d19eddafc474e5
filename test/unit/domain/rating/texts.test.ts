import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { order, rational } from '../../../../domain/rational.ts';
import {
  exact,
  moneyOf,
  moneyText,
  preciseText,
  quantityText,
} from '../../../../domain/rating/texts.ts';
import { number } from './charges.ts';

test.each([
  ['0', '0', '0'],
  ['-0', '0', '0'],
  ['12.50', '12.5', '12.5'],
  ['-12.50', '-12.5', '-12.5'],
  ['0.05', '0.05', '0.05'],
  ['1/8', '0.125', '0.125'],
  ['1/3', '0.333333333333333333', '1/3'],
  ['2/3', '0.666666666666666667', '2/3'],
  ['-2/3', '-0.666666666666666667', '-2/3'],
  ['4/6', '0.666666666666666667', '2/3'],
  // Half of the last place, and a little more or less than that.
  ['1/6000000000000000000', '0', '1/6000000000000000000'],
  ['-1/6000000000000000000', '0', '-1/6000000000000000000'],
  ['2/3000000000000000000', '0.000000000000000001', '1/1500000000000000000'],
  // What ends is shown whole, be it longer.
  ['1/2000000000000000000', '0.0000000000000000005', '0.0000000000000000005'],
  ['1000000000000000000000000000000', `1${'0'.repeat(30)}`, `1${'0'.repeat(30)}`],
  [`1${'0'.repeat(30)}/3`, `${'3'.repeat(30)}.333333333333333333`, `1${'0'.repeat(30)}/3`],
  // No zeros at the end, also where they come from rounding.
  [
    '1000000000000000000001/3000000000000000000000',
    '0.333333333333333333',
    '1000000000000000000001/3000000000000000000000',
  ],
  [
    '300000000000000000001/1000000000000000000000',
    '0.300000000000000000001',
    '0.300000000000000000001',
  ],
  [
    '900000000000000000001/3000000000000000000000',
    '0.3',
    '900000000000000000001/3000000000000000000000',
  ],
])('%s is the quantity %s and precisely %s', (value, quantity, precise) => {
  expect(quantityText(number(value))).toBe(quantity);
  expect(preciseText(number(value))).toBe(precise);
});

test.each([
  ['0', 2, '0.00'],
  ['0', 0, '0'],
  ['10', 2, '10.00'],
  ['10', 0, '10'],
  ['30.999999', 2, '31.00'],
  ['30.994999', 2, '30.99'],
  // Half away from zero, not to the even digit.
  ['0.005', 2, '0.01'],
  ['0.015', 2, '0.02'],
  ['0.025', 2, '0.03'],
  ['-0.005', 2, '-0.01'],
  ['-0.025', 2, '-0.03'],
  ['0.5', 0, '1'],
  ['-0.5', 0, '-1'],
  ['2.5', 0, '3'],
  ['1.0005', 3, '1.001'],
  ['1.00005', 4, '1.0001'],
  // Never a zero with a sign.
  ['-0.004', 2, '0.00'],
  ['-0.4', 0, '0'],
  ['-1/300', 2, '0.00'],
  ['1/3', 2, '0.33'],
  ['-2/3', 2, '-0.67'],
  ['123456789012345678901234567890.125', 2, '123456789012345678901234567890.13'],
])('%s with %d digits is %s', (value, digits, money) => {
  expect(moneyText(number(value), digits)).toBe(money);
});

describe('a text', () => {
  test.each(['', '-', '1.', '.5', '+1', '1e3', '1,5', ' 1', '1 ', 'NaN', '1/3', '--1'])(
    '%j is no number',
    (text) => {
      expect(() => exact(text)).toThrow(TypeError);
      expect(() => moneyOf(text)).toThrow(TypeError);
    },
  );

  test('may be longer than what callers may send', () => {
    const long = `-${'9'.repeat(60)}.${'1'.repeat(40)}`;
    expect(preciseText(exact(long))).toBe(long);
  });
});

const anyRational = fc
  .tuple(
    fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
    fc.bigInt({ min: 1n, max: 10n ** 24n }),
  )
  .map(([numerator, denominator]) => rational(numerator, denominator));

test('money is at most half a minor unit away, and is read as it was written', () => {
  fc.assert(
    fc.property(anyRational, fc.integer({ min: 0, max: 4 }), (amount, digits) => {
      const text = moneyText(amount, digits);
      const read = moneyOf(text);
      expect(moneyText(read, digits)).toBe(text);
      const apart = read.numerator * amount.denominator - amount.numerator * read.denominator;
      const twice = 2n * (apart < 0n ? -apart : apart) * 10n ** BigInt(digits);
      expect(twice <= amount.denominator * read.denominator).toBe(true);
      expect(text).toMatch(digits === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${digits}}$`));
    }),
  );
});

test('a precise text is the number itself', () => {
  fc.assert(
    fc.property(anyRational, (amount) => {
      expect(order(number(preciseText(amount)), amount)).toBe(0);
    }),
  );
});
