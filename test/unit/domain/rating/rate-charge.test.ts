import { describe, expect, test } from 'vitest';
import type { Charge } from '../../../../domain/rating/charge.ts';
import { none, sum } from '../../../../domain/rational.ts';
import { isBilledAtZero, rateQuantity } from '../../../../domain/rating/rate-charge.ts';
import { moneyOf, moneyText, preciseText } from '../../../../domain/rating/texts.ts';
import { amountOf, chargeOf, number, tiersFor } from './charges.ts';

const huge = `1${'0'.repeat(30)}`;
const bill = { zeroUsage: 'bill' } as const;

const standard = chargeOf({ kind: 'standard', unitAmount: '0.0003' });
const packaged = chargeOf({ kind: 'package', packageSize: '1000', amount: '5' });
const halves = chargeOf({ kind: 'package', packageSize: '0.5', amount: '5' });
const flat = chargeOf({ kind: 'flat', amount: '9.99' });

describe('a standard charge', () => {
  const withFree = { ...standard, freeUnits: '1000' };

  test.each<[string, Charge, string, string, string]>([
    ['nothing', standard, '0', '1', '0'],
    ['nothing, billed', { ...standard, ...bill }, '0', '1', '0'],
    ['one', standard, '1', '1', '0.0003'],
    ['a fraction', standard, '2.5', '1', '0.00075'],
    ['very many', standard, huge, '1', `3${'0'.repeat(26)}`],
    ['less than nothing', standard, '-4', '1', '-0.0012'],
    ['a price of nothing', chargeOf({ kind: 'standard', unitAmount: '0' }), '5', '1', '0'],
    ['some of what is free', withFree, '999', '1', '0'],
    ['all that is free', withFree, '1000', '1', '0'],
    [
      'just more than is free',
      withFree,
      '1000.000000000000000001',
      '1',
      '0.0000000000000000000003',
    ],
    ['less than nothing, of which none is free', withFree, '-4', '1', '-0.0012'],
    ['all that is free in a third', withFree, '1000/3', '1/3', '0'],
    ['more than is free in a third', withFree, '334', '1/3', '0.0002'],
    ['more than is free in 10 of 31 days', withFree, '323', '10/31', '39/310000'],
    ['a third without free units, whose price stays', standard, '10', '1/3', '0.003'],
  ])('%s', (_name, charge, quantity, share, amount) => {
    expect(amountOf(charge, quantity, share)).toBe(amount);
  });

  test('shows what is paid for, and the quantity with what is free', () => {
    const rated = rateQuantity(withFree, number('1500'), number('1'));
    expect(preciseText(rated.quantity)).toBe('1500');
    expect(tiersFor(withFree, '1500')).toEqual(['500 × 0.0003 + 0 = 0.15']);
    expect(tiersFor(withFree, '10')).toEqual(['0 × 0.0003 + 0 = 0']);
    expect(tiersFor(withFree, '-10')).toEqual(['-10 × 0.0003 + 0 = -0.003']);
  });
});

describe('a charge by packages', () => {
  const withFree = { ...packaged, freeUnits: '500' };

  test.each<[string, Charge, string, string, string]>([
    ['nothing', packaged, '0', '1', '0'],
    ['nothing, billed', { ...packaged, ...bill }, '0', '1', '0'],
    ['a bit of one', packaged, '0.000000000000000001', '1', '5'],
    ['one', packaged, '1000', '1', '5'],
    ['a bit of the second', packaged, '1000.000000000000000001', '1', '10'],
    ['two and a half', packaged, '2500', '1', '15'],
    ['very many', packaged, huge, '1', `5${'0'.repeat(27)}`],
    ['less than nothing', packaged, '-1', '1', '0'],
    ['less than nothing by packages', packaged, '-2500', '1', '0'],
    ['packages of a half', halves, '1.2', '1', '15'],
    ['all that is free', withFree, '500', '1', '0'],
    ['just more than is free', withFree, '500.000000000000000001', '1', '5'],
    ['a package beyond what is free', withFree, '1500', '1', '5'],
    ['more than that', withFree, '1501', '1', '10'],
    ['the size in a third', packaged, '1000', '1/3', '5'],
    ['what is free in a third', withFree, '500/3', '1/3', '0'],
    ['more than is free in a third', withFree, '167', '1/3', '5'],
    ['the size in 10 of 31 days', packaged, '1001', '10/31', '10'],
  ])('%s', (_name, charge, quantity, share, amount) => {
    expect(amountOf(charge, quantity, share)).toBe(amount);
  });

  test('shows the number of packages', () => {
    expect(tiersFor(packaged, '2500')).toEqual(['3 × 5 + 0 = 15']);
    expect(tiersFor(packaged, '-2500')).toEqual(['0 × 5 + 0 = 0']);
  });
});

describe('a flat charge', () => {
  const withFree = { ...flat, freeUnits: '10' };

  test.each<[string, Charge, string, string, string]>([
    ['nothing', flat, '0', '1', '0'],
    ['nothing, skipped', { ...flat, zeroUsage: 'skip' }, '0', '1', '0'],
    ['nothing, billed', { ...flat, ...bill }, '0', '1', '9.99'],
    ['a bit', flat, '0.000000000000000001', '1', '9.99'],
    ['very many', flat, huge, '1', '9.99'],
    ['less than nothing', flat, '-1', '1', '0'],
    ['less than nothing, billed', { ...flat, ...bill }, '-1', '1', '0'],
    ['what is free', withFree, '10', '1', '9.99'],
    ['more than is free', withFree, '11', '1', '9.99'],
    ['nothing where some were free', withFree, '0', '1', '0'],
    ['a third of the period', flat, '1', '1/3', '9.99'],
    ['10 of 31 days', flat, '1', '10/31', '9.99'],
  ])('%s', (_name, charge, quantity, share, amount) => {
    expect(amountOf(charge, quantity, share)).toBe(amount);
  });

  test('shows the amount once, whatever the quantity', () => {
    expect(tiersFor(flat, '7')).toEqual(['7 × 0 + 9.99 = 9.99']);
    expect(tiersFor(withFree, '7')).toEqual(['0 × 0 + 9.99 = 9.99']);
    expect(tiersFor(flat, '0')).toEqual(['0 × 0 + 0 = 0']);
  });
});

describe('minimum and maximum spend', () => {
  const one = chargeOf({ kind: 'standard', unitAmount: '1' });
  const within = { ...one, minimumSpend: '5', maximumSpend: '10' };
  const atLeast = { ...one, minimumSpend: '5', maximumSpend: null };
  const atMost = { ...one, maximumSpend: '10' };

  test.each<[string, Charge, string, string, string]>([
    ['nothing', within, '0', '1', '5'],
    ['less than nothing', within, '-3', '1', '5'],
    ['below', within, '4', '1', '5'],
    ['at the minimum', within, '5', '1', '5'],
    ['between', within, '7.5', '1', '7.5'],
    ['at the maximum', within, '10', '1', '10'],
    ['just above', within, '10.000000000000000001', '1', '10'],
    ['very many', within, huge, '1', '10'],
    ['no maximum', atLeast, huge, '1', huge],
    ['no minimum', atMost, '-3', '1', '-3'],
    ['no minimum, above', atMost, '11', '1', '10'],
    ['a minimum of nothing', { ...one, minimumSpend: '0' }, '-3', '1', '0'],
    ['a maximum of nothing', { ...one, maximumSpend: '0' }, '3', '1', '0'],
    ['both of a third', within, '0', '1/3', '5/3'],
    ['both of a third, above', within, '4', '1/3', '10/3'],
    ['both of a third, between', within, '2', '1/3', '2'],
    ['10 of 31 days', within, '0', '10/31', '50/31'],
    ['10 of 31 days, above', within, '4', '10/31', '100/31'],
    ['a flat charge', { ...flat, maximumSpend: '8' }, '1', '1', '8'],
    ['packages', { ...packaged, minimumSpend: '7' }, '1', '1', '7'],
  ])('%s', (_name, charge, quantity, share, amount) => {
    expect(amountOf(charge, quantity, share)).toBe(amount);
  });

  test('leave visible what the tiers come to', () => {
    const { beforeSpend, amount, tiers } = rateQuantity(within, number('25'), number('1'));
    expect([beforeSpend, amount, tiers[0]?.amount ?? none].map(preciseText)).toEqual([
      '25',
      '10',
      '25',
    ]);
  });
});

test('a total is the sum of rounded amounts: three lines of 10.333333 are 30.99', () => {
  const charge = chargeOf({ kind: 'standard', unitAmount: '10.333333' });
  const line = moneyText(rateQuantity(charge, number('1'), number('1')).amount, 2);
  expect(line).toBe('10.33');
  expect(moneyText([line, line, line].map(moneyOf).reduce(sum), 2)).toBe('30.99');
  // While three in one line are rounded once.
  expect(moneyText(rateQuantity(charge, number('3'), number('1')).amount, 2)).toBe('31.00');
});

test('what is rated again is subtracted as it was rounded: 0.67 - 0.33', () => {
  const charge = chargeOf({ kind: 'standard', unitAmount: '0.001' });
  const amount = (quantity: string) =>
    moneyText(rateQuantity(charge, number(quantity), number('1')).amount, 2);
  expect([amount('333'), amount('666')]).toEqual(['0.33', '0.67']);
});

test('a line without usage is made only where it is asked for', () => {
  expect(isBilledAtZero(standard)).toBe(false);
  expect(isBilledAtZero({ ...standard, zeroUsage: 'skip' })).toBe(false);
  expect(isBilledAtZero({ ...standard, ...bill })).toBe(true);
});

test('a percentage has no price of a quantity', () => {
  const charge = chargeOf({ kind: 'percentage', rate: '1' });
  expect(() => rateQuantity(charge, number('1'), number('1'))).toThrow(TypeError);
});
