import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isExactNumber } from '../../../../api/json/exact-number.ts';

test.each([
  '0',
  '-0',
  '0.0',
  '0e999',
  '1',
  '-12.5',
  '1.50',
  '1.00000000000000000000',
  '123456789012345',
  '12345678901234500000',
  '0.000123456789012345',
  '1e20',
  '1E+20',
  '100000000000000000000',
  '1e0000000000000000000005',
  '1.5e-7',
  '1e308',
])('%s is kept', (literal) => {
  expect(isExactNumber(literal)).toBe(true);
});

test.each([
  '12345678901234567',
  '10000000000000001',
  '1234567890123456',
  '0.12345678901234567',
  '0.1000000000000000055511151231257827',
  '100000000000000000001',
  '1e400',
  '-1e400',
  '1e-400',
  '1.23456789012345e-320',
  '9007199254740993',
  `0.${'0'.repeat(1_000_000)}1`,
  `1${'0'.repeat(1_000_000)}`,
])('%.40s is not kept', (literal) => {
  expect(isExactNumber(literal)).toBe(false);
});

test('every decimal of up to 15 digits is kept, however it is written', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -999_999_999_999_999n, max: 999_999_999_999_999n }),
      fc.integer({ min: -290, max: 290 }),
      (digits, exponent) => {
        expect(isExactNumber(`${digits}e${exponent}`)).toBe(true);
      },
    ),
  );
});
