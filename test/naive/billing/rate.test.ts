import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  percentageAfter,
  percentageRated,
  percentageStart,
} from '../../../domain/rating/rate-percentage.ts';
import { quantityOf, rateQuantity } from '../../../domain/rating/rate-charge.ts';
import type { Charge } from '../../../domain/rating/charge.ts';
import type { Rated } from '../../../domain/rating/rated.ts';
import { ratedText } from '../../../domain/rating/rated-text.ts';
import { rational, type Rational } from '../../../domain/rational.ts';
import { anyUse } from './arbitrary-charges.ts';
import { decimal, divide, fraction, multiply, one, type Fraction } from './fraction.ts';
import type { CarriedValue } from './percentage.ts';
import { levelMsOf, naiveRate, type Rating, type Used } from './rate.ts';

// What a charge comes to: by literal figures, and against the product.

const rationalOf = ({ n, d }: Fraction): Rational => rational(n, d);

const rated = ({ charge, used, share, periodMs }: Rating): Rated => {
  if (used.kind !== 'values') {
    const metered = used.kind === 'level' ? used.levelMs : used.metered;
    const quantity = quantityOf(charge, rationalOf(metered), BigInt(periodMs));
    return rateQuantity(charge, quantity, rationalOf(share));
  }
  return percentageRated(
    used.values.reduce(
      (tally, { value, share: ofFact }) =>
        percentageAfter(tally, rationalOf(value), rationalOf(ofFact)),
      percentageStart(charge, rationalOf(share)),
    ),
  );
};

/** Tiers are compared where a model has them: what each priced, and what came of it. */
const comparable = (
  { model }: Charge,
  { quantity, amount, amountPrecise, tiers }: ReturnType<typeof ratedText>,
) => ({
  quantity,
  amount,
  amountPrecise,
  tiers: 'tiers' in model ? tiers.filter((tier) => tier.quantity !== '0') : [],
});

/** As much of the meter as comes to so many units of the charge. */
const meteredFor = ({ unit }: Charge, units: Fraction, periodMs: number): Fraction => {
  const divided = multiply(units, decimal(unit?.divideBy ?? '1'));
  if (unit?.per === undefined) return divided;
  return multiply(divided, fraction(BigInt(unit.per === 'hour' ? 3_600_000 : periodMs)));
};

const anyRating: fc.Arbitrary<Rating> = anyUse.map(
  ({ kind, charge, currency, period, units, values }) => {
    // Where the share is uneven, so much of the meter as it is.
    const isWhole = period.share.d % 2n === 0n;
    const metered = isWhole ? units : meteredFor(charge, units, period.periodMs);
    const used: Readonly<Record<typeof kind, Used>> = {
      quantity: { kind: 'quantity', metered },
      level: { kind: 'level', levelMs: metered },
      values: {
        kind: 'values',
        values: values.map(({ value, share }) => ({
          value: decimal(value),
          share: decimal(share),
        })),
      },
    };
    return { charge, currency, used: used[kind], ...period };
  },
);

test('the product rates any charge as the rules say', () => {
  fc.assert(
    fc.property(anyRating, (rating) => {
      const expected = naiveRate(rating);
      const found = ratedText(rated(rating), rating.currency);
      expect(comparable(rating.charge, found)).toEqual(comparable(rating.charge, expected));
    }),
    { numRuns: 4_000 },
  );
});

const march = { periodMs: 31 * 86_400_000, share: one, currency: 'USD' };
const charged = (
  charge: Omit<Charge, 'key' | 'meter'>,
  used: Used,
  parts: Partial<Rating> = {},
) => {
  const { quantity, amountPrecise, amount } = naiveRate({
    ...march,
    charge: { key: 'c', meter: 'm', ...charge },
    used,
    ...parts,
  });
  return `${quantity}: ${amountPrecise} = ${amount}`;
};
const quantity = (text: string): Used => ({ kind: 'quantity', metered: decimal(text) });
const values = (...texts: readonly string[]): Used => ({
  kind: 'values',
  values: texts.map((text): CarriedValue => ({ value: decimal(text), share: one })),
});

test('a part of a cent is kept until the line is rounded', () => {
  const model = { kind: 'standard', unitAmount: '0.001' } as const;
  expect(charged({ model }, quantity('333'))).toBe('333: 0.333 = 0.33');
  expect(charged({ model }, quantity('666'))).toBe('666: 0.666 = 0.67');
  expect(charged({ model }, quantity('-5'))).toBe('-5: -0.005 = -0.01');
  expect(charged({ model, unit: { divideBy: '3' } }, quantity('1'))).toBe(
    '0.333333333333333333: 1/3000 = 0.00',
  );
});

test('a bound is in its tier, and what is above it in the next', () => {
  const tiers = [
    { upTo: '10', unitAmount: '1', flatAmount: '5' },
    { upTo: null, unitAmount: '0.5', flatAmount: '7' },
  ];
  const [graduated, volume] = [
    { kind: 'graduated', tiers },
    { kind: 'volume', tiers },
  ] as const;
  expect(charged({ model: graduated }, quantity('10'))).toBe('10: 15 = 15.00');
  expect(charged({ model: graduated }, quantity('10.001'))).toBe('10.001: 22.0005 = 22.00');
  expect(charged({ model: volume }, quantity('10'))).toBe('10: 15 = 15.00');
  expect(charged({ model: volume }, quantity('10.001'))).toBe('10.001: 12.0005 = 12.00');
  const half = { share: fraction(1n, 2n) };
  expect(charged({ model: graduated }, quantity('5'), half)).toBe('5: 10 = 10.00');
  expect(charged({ model: graduated }, quantity('6'), half)).toBe('6: 17.5 = 17.50');
  expect(charged({ model: graduated }, quantity('0'))).toBe('0: 0 = 0.00');
  expect(charged({ model: graduated, zeroUsage: 'bill' }, quantity('0'))).toBe('0: 5 = 5.00');
  expect(charged({ model: graduated, freeUnits: '3' }, quantity('3'))).toBe('3: 0 = 0.00');
  expect(charged({ model: graduated }, quantity('-2'))).toBe('-2: -2 = -2.00');
});

test('packages are whole, and a flat amount is there where there is usage', () => {
  const packages = { kind: 'package', packageSize: '1000', amount: '2' } as const;
  const flat = { kind: 'flat', amount: '3' } as const;
  expect(charged({ model: packages }, quantity('1000'))).toBe('1000: 2 = 2.00');
  expect(charged({ model: packages }, quantity('1000.5'))).toBe('1000.5: 4 = 4.00');
  expect(charged({ model: flat }, quantity('0'))).toBe('0: 0 = 0.00');
  expect(charged({ model: flat, freeUnits: '5' }, quantity('4'))).toBe('4: 3 = 3.00');
});

test('a percentage is taken of each fact', () => {
  const model = {
    kind: 'percentage',
    rate: '1',
    fixedAmount: '5',
    freeFacts: 3,
    freeTotal: '15',
  } as const;
  expect(charged({ model }, values('10', '10', '10'))).toBe('30: 10.15 = 10.15');
  expect(charged({ model }, values('10', '0', '-100', '1'))).toBe('-89: -1 = -1.00');
});

test('2,500 units from 5 March on are 27 days of 31', () => {
  const [from, to, fifth] = [Date.UTC(2026, 2, 1), Date.UTC(2026, 3, 1), Date.UTC(2026, 2, 5)];
  const levelMs = levelMsOf([{ at: fifth, level: decimal('2500') }], { from, to });
  const average = divide(multiply(decimal('2500'), fraction(27n)), fraction(31n));
  expect(divide(levelMs, fraction(BigInt(to - from)))).toEqual(average);
  const model = { kind: 'standard', unitAmount: '0.31' } as const;
  const used = { kind: 'level', levelMs } as const;
  expect(charged({ model, unit: { divideBy: '1', per: 'month' } }, used)).toBe(
    '2177.419354838709677419: 675 = 675.00',
  );
  expect(charged({ model, unit: { divideBy: '1000', per: 'hour' } }, used)).toBe(
    '1620: 502.2 = 502.20',
  );
});

test('least and most that is spent go by the share of the period', () => {
  const model = { kind: 'standard', unitAmount: '1' } as const;
  const bounds = { model, minimumSpend: '10', maximumSpend: '20' };
  expect(charged(bounds, quantity('0'))).toBe('0: 10 = 10.00');
  expect(charged(bounds, quantity('25'))).toBe('25: 20 = 20.00');
  const third = { share: fraction(1n, 3n) };
  expect(charged(bounds, quantity('0'), third)).toBe('0: 10/3 = 3.33');
  expect(charged(bounds, quantity('25'), { ...third, currency: 'KWD' })).toBe('25: 20/3 = 6.667');
});
