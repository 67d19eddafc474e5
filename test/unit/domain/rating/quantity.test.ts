import { describe, expect, test } from 'vitest';
import type { Charge } from '../../../../domain/rating/charge.ts';
import { levelMs } from '../../../../domain/rating/level-ms.ts';
import { quantityOf } from '../../../../domain/rating/rate-charge.ts';
import { preciseText } from '../../../../domain/rating/texts.ts';
import { chargeOf, number } from './charges.ts';

const dayMs = 86_400_000;
const marchMs = BigInt(31 * dayMs);

const quantity = (unit: Charge['unit'], metered: string): string => {
  const charge = chargeOf(
    { kind: 'standard', unitAmount: '1' },
    unit === undefined ? {} : { unit },
  );
  return preciseText(quantityOf(charge, number(metered), marchMs));
};

test.each(['0', '7', '-7', '0.1', `1${'0'.repeat(30)}`])('without a unit %s stays', (metered) => {
  expect(quantity(undefined, metered)).toBe(metered);
});

test.each([
  [{ divideBy: '1000' }, '2500', '2.5'],
  [{ divideBy: '3' }, '1', '1/3'],
  [{ divideBy: '0.5' }, '7', '14'],
  [{ divideBy: '1000', round: null }, '2500', '2.5'],
  [{ divideBy: '1000', round: 'up' }, '0', '0'],
  [{ divideBy: '1000', round: 'up' }, '1', '1'],
  [{ divideBy: '1000', round: 'up' }, '1000', '1'],
  [{ divideBy: '1000', round: 'up' }, '1000.000000000000000001', '2'],
  [{ divideBy: '1000', round: 'up' }, '-1500', '-1'],
  [{ divideBy: '1000', round: 'down' }, '999.999999999999999999', '0'],
  [{ divideBy: '1000', round: 'down' }, '1999', '1'],
  [{ divideBy: '1000', round: 'down' }, '-1', '-1'],
  [{ divideBy: '1000', round: 'nearest' }, '499.999999999999999999', '0'],
  [{ divideBy: '1000', round: 'nearest' }, '500', '1'],
  [{ divideBy: '1000', round: 'nearest' }, '2500', '3'],
  [{ divideBy: '1000', round: 'nearest' }, '-500', '-1'],
  [{ divideBy: '1000', round: 'nearest' }, '-499', '0'],
  [{ divideBy: '3', round: 'up' }, `1${'0'.repeat(30)}`, `${'3'.repeat(29)}4`],
] as const)('%j makes of %s %s', (unit, metered, expected) => {
  expect(quantity(unit, metered)).toBe(expected);
});

describe('a level over time', () => {
  const march = Date.UTC(2026, 2, 1);
  const period = { from: march, to: march + 31 * dayMs };
  const metered = (opening: string, changes: readonly (readonly [day: number, delta: string])[]) =>
    preciseText(
      levelMs(
        period,
        number(opening),
        changes.map(([day, delta]) => ({ at: march + (day - 1) * dayMs, delta: number(delta) })),
      ),
    );

  test.each([
    ['0', [], '0', '0'],
    // The whole month.
    ['10', [], '10', '7440'],
    ['0', [[1, '10']], '10', '7440'],
    // From 5 March on: 27 of 31 days.
    ['0', [[5, '2500']], '67500/31', '1620000'],
    // At the same instant, in whatever order.
    [
      '0',
      [
        [5, '3000'],
        [5, '-500'],
      ],
      '67500/31',
      '1620000',
    ],
    [
      '0',
      [
        [5, '-500'],
        [5, '3000'],
      ],
      '67500/31',
      '1620000',
    ],
    ['4', [[16, '-4']], '60/31', '1440'],
    [
      '4',
      [
        [31, '31'],
        [2, '-4'],
      ],
      '35/31',
      '840',
    ],
    ['0', [[16, '-2']], '-32/31', '-768'],
    ['0.5', [[2, '0.5']], '61/62', '732'],
    [`1${'0'.repeat(30)}`, [], `1${'0'.repeat(30)}`, `744${'0'.repeat(30)}`],
  ] as const)(
    'of %s at first and changes %j is %s months and %s hours',
    (opening, changes, months, hours) => {
      const ms = metered(opening, changes);
      expect(quantity({ divideBy: '1', per: 'month' }, ms)).toBe(months);
      expect(quantity({ divideBy: '1', per: 'hour' }, ms)).toBe(hours);
    },
  );

  test('is divided and rounded as any other', () => {
    const ms = metered('0', [[5, '2500']]);
    expect(quantity({ divideBy: '1000', per: 'month' }, ms)).toBe('135/62');
    expect(quantity({ divideBy: '1000', per: 'month', round: 'up' }, ms)).toBe('3');
    expect(quantity({ divideBy: '1000', per: 'hour', round: 'down' }, ms)).toBe('1620');
  });

  test('is for a part of the month what it is of the whole one', () => {
    // 2500 for 10 of 31 days.
    const part = preciseText(levelMs({ from: march, to: march + 10 * dayMs }, number('2500'), []));
    expect(quantity({ divideBy: '1', per: 'month' }, part)).toBe('25000/31');
  });
});
