import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalOf, decimalToText, plus, quotientText, whole } from '../../../domain/decimal.ts';

const textOf = (value: unknown): string | undefined => {
  const decimal = decimalOf(value);
  return decimal === undefined ? undefined : decimalToText(decimal);
};

describe('a value that stands for a decimal', () => {
  test.each<[unknown, string]>([
    [0, '0'],
    [-0, '0'],
    [42, '42'],
    [-42, '-42'],
    [12.5, '12.5'],
    [0.1, '0.1'],
    [1e-7, '0.0000001'],
    [1.5e-10, '0.00000000015'],
    [1e-18, '0.000000000000000001'],
    [1e21, '1000000000000000000000'],
    [1.25e22, '12500000000000000000000'],
    [-1e21, '-1000000000000000000000'],
    ['0', '0'],
    ['-0', '0'],
    ['007', '7'],
    ['1.50', '1.5'],
    ['10.0', '10'],
    ['-0.5', '-0.5'],
    ['-12.340', '-12.34'],
    ['9'.repeat(38), '9'.repeat(38)],
    [`${'9'.repeat(20)}.${'9'.repeat(18)}`, `${'9'.repeat(20)}.${'9'.repeat(18)}`],
    ['0.000000000000000001', '0.000000000000000001'],
    // Zeros at the end say nothing, so they do not count.
    ['1.0000000000000000000', '1'],
  ])('%j', (value, text) => {
    expect(textOf(value)).toBe(text);
  });
});

describe('a value that stands for none', () => {
  test.each<[string, unknown]>([
    ['39 digits', '1'.repeat(39)],
    ['39 digits, some after the point', `${'1'.repeat(30)}.${'1'.repeat(9)}`],
    ['19 digits after the point', `0.${'0'.repeat(18)}1`],
    // Read digit by digit, it would take a second.
    ['tens of thousands of zeros after the point', `1.${'0'.repeat(60_000)}`],
    ['tens of thousands of zeros in front', `${'0'.repeat(60_000)}1`],
    ['a number with 19 digits after the point', 1e-19],
    ['a number with 39 digits', 1e38],
    ['the largest number', Number.MAX_VALUE],
    ['the smallest number', Number.MIN_VALUE],
    ['NaN', NaN],
    ['infinity', Infinity],
    ['an exponent in a text', '1e5'],
    ['a plus', '+1'],
    ['no digit before the point', '.5'],
    ['no digit after the point', '5.'],
    ['two signs', '--1'],
    ['hexadecimal', '0x10'],
    ['digits in groups', '1_000'],
    ['a comma', '1,5'],
    ['blanks', ' 1'],
    ['a line break', '1\n'],
    ['digits of another script', '١'],
    ['nothing', ''],
    ['null', null],
    ['undefined', undefined],
    ['a boolean', true],
    ['a bigint', 1n],
    ['an array', [1]],
  ])('%s', (_, value) => {
    expect(decimalOf(value)).toBeUndefined();
  });
});

const anyDecimal = fc.record({
  units: fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }),
  scale: fc.nat(18),
});

test('a decimal is read back from its text', () => {
  fc.assert(
    fc.property(anyDecimal, (decimal) => {
      const text = decimalToText(decimal);
      const read = decimalOf(text);
      expect(read === undefined ? undefined : plus(read, { units: 0n, scale: 18 })).toEqual(
        plus(decimal, { units: 0n, scale: 18 }),
      );
    }),
  );
});

test('a sum is exact', () => {
  const inUnits = ({ units, scale }: { units: bigint; scale: number }): bigint =>
    units * 10n ** BigInt(18 - scale);
  fc.assert(
    fc.property(anyDecimal, anyDecimal, (a, b) => {
      expect(inUnits(plus(a, b))).toBe(inUnits(a) + inUnits(b));
    }),
  );
});

test.each([
  [{ units: -5n, scale: 1 }, '-0.5'],
  [{ units: 5n, scale: 3 }, '0.005'],
  [{ units: 0n, scale: 5 }, '0'],
  [{ units: 1200n, scale: 2 }, '12'],
  [{ units: -1230n, scale: 2 }, '-12.3'],
  [whole(10n ** 40n), `1${'0'.repeat(40)}`],
])('%o is written %s', (decimal, text) => {
  expect(decimalToText(decimal)).toBe(text);
});

describe('a quotient is rounded half away from zero', () => {
  test.each([
    [1n, 2n, 0, '1'],
    [-1n, 2n, 0, '-1'],
    [3n, 2n, 0, '2'],
    [5n, 2n, 0, '3'],
    [-5n, 2n, 0, '-3'],
    [49n, 100n, 0, '0'],
    [-49n, 100n, 0, '0'],
    [1n, 3n, 3, '0.333'],
    [2n, 3n, 3, '0.667'],
    [-2n, 3n, 3, '-0.667'],
    [1n, 2000n, 3, '0.001'],
    [-1n, 2000n, 3, '-0.001'],
    [-4n, 10000n, 3, '0.000'],
    [1005n, 1000n, 2, '1.01'],
    [0n, 7n, 2, '0.00'],
    [10n ** 40n, 1n, 1, `1${'0'.repeat(40)}.0`],
  ])('%d / %d to %d places is %s', (numerator, denominator, places, text) => {
    expect(quotientText(numerator, denominator, places)).toBe(text);
  });

  test('it is never further than half a unit of the last place from the exact value', () => {
    const anyNumerator = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    const anyDenominator = fc.bigInt({ min: 1n, max: 10n ** 12n });
    fc.assert(
      fc.property(anyNumerator, anyDenominator, fc.nat(9), (numerator, denominator, places) => {
        const units = BigInt(quotientText(numerator, denominator, places).replace('.', ''));
        const error = units * denominator - numerator * 10n ** BigInt(places);
        expect(2n * (error < 0n ? -error : error)).toBeLessThanOrEqual(denominator);
      }),
    );
  });
});
