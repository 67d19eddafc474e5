import { expect, test } from 'vitest';
import { ratedLines } from '../../../../domain/billing/rated-lines.ts';
import { segmentsOf, type Terms } from '../../../../domain/billing/terms.ts';
import { usageTally } from '../../../../domain/billing/usage-tally.ts';
import type { Meter } from '../../../../domain/meter/meter.ts';
import type { Charge } from '../../../../domain/rating/charge.ts';
import { whole } from '../../../../domain/decimal.ts';

const from = Date.UTC(2026, 3, 1);
const mid = Date.UTC(2026, 3, 16);
const to = Date.UTC(2026, 4, 1);
const account = 'user:u1';

const meter: Meter = {
  key: 'seats',
  unit: 'seat',
  types: ['seat.taken'],
  aggregation: 'time_weighted',
  value: 'seats',
};
const charge: Charge = {
  key: 'seats',
  meter: 'seats',
  unit: { divideBy: '1', per: 'month' },
  freeUnits: '20',
  model: { kind: 'package', packageSize: '10', amount: '1.50' },
  zeroUsage: 'bill',
};

const plan = { key: 'team', baseFee: '6.00', minimumSpend: '25', charges: [charge], quotas: [] };
const other = { ...plan, key: 'other', baseFee: '0', minimumSpend: '5', charges: [] };
const terms: Terms = {
  period: { month: '2026-04', from, to },
  model: 'standard',
  version: 1,
  pricing: {
    currency: 'EUR',
    timeZone: 'UTC',
    effectiveFrom: '2026-04-01T00:00:00.000Z',
    defaultPlan: 'team',
    graceDays: 0,
    plans: [plan, other],
  },
  segments: segmentsOf([
    { from, to: mid, plan },
    { from: mid, to, plan: other },
  ]),
};

/** The lines where a level lasts for the first half of April. */
const linesAt = (level: bigint) => {
  const tally = usageTally(new Map([[account, terms]]), {
    policies: [],
    metering: () => [],
    meters: new Map([[meter.key, meter]]),
    ownersOf: () => [],
  });
  const doing = { subject: account, group: undefined };
  tally.last([{ meter: meter.key, doing, level: whole(level), from, to: mid }], []);
  return ratedLines(terms, tally.of(account));
};

test('a line says what it was made of: free units, packages, fees and minimums', () => {
  const [fee, seats, minimum, another] = linesAt(64n);
  expect(fee).toMatchObject({ charge: 'base_fee', planAmount: '6', amountPrecise: '3' });
  // 32 seat-months of which half of 20 are free: 22 in packages of 10.
  expect(seats).toMatchObject({ quantity: '32', freeUnits: '10', amount: '4.50' });
  expect(seats?.tiers).toEqual([
    {
      ...{ quantity: '3', packageSize: '10', unitAmount: '1.5', flatAmount: '0' },
      amountPrecise: '4.5',
    },
  ]);
  expect(minimum).toMatchObject({ charge: 'plan_minimum', planAmount: '12.5', amount: '5.00' });
  expect(another).toMatchObject({ charge: 'plan_minimum', planAmount: '2.5', amount: '2.50' });
});

test('of a negative quantity nothing is free, and it does not say so', () => {
  const seats = linesAt(-2n).find((line) => line.charge === 'seats');
  expect(seats).toMatchObject({ quantity: '-1', amount: '0.00' });
  expect(seats).not.toHaveProperty('freeUnits');
});
