import { describe, expect, test } from 'vitest';
import type { Charge } from '../../../../domain/rating/charge.ts';
import { amountOf, chargeOf, tiersFor } from './charges.ts';

const huge = `1${'0'.repeat(30)}`;
const bill = { zeroUsage: 'bill' } as const;

const tiers = [
  { upTo: '10', unitAmount: '0.20' },
  { upTo: '20.5', unitAmount: '0.10', flatAmount: '1' },
  { upTo: null, unitAmount: '0.05', flatAmount: '2' },
];
const withEntry = [
  { upTo: '10', unitAmount: '0.20', flatAmount: '7' },
  { upTo: null, flatAmount: '3' },
];
const rates = [
  { upTo: '1000', rate: '2.9' },
  { upTo: null, rate: '1.5', flatAmount: '0.30' },
];

const graduated = chargeOf({ kind: 'graduated', tiers });
const graduatedEntry = chargeOf({ kind: 'graduated', tiers: withEntry });
const volume = chargeOf({ kind: 'volume', tiers });
const volumeEntry = chargeOf({ kind: 'volume', tiers: withEntry });
const rated = chargeOf({ kind: 'graduated_percentage', tiers: rates });
const single = { upTo: null, unitAmount: '2' };

describe('graduated', () => {
  test.each<[string, Charge, string, string]>([
    ['nothing', graduated, '0', '0'],
    ['nothing, billed, without a flat amount', { ...graduated, ...bill }, '0', '0'],
    ['nothing, with a flat amount', graduatedEntry, '0', '0'],
    ['nothing, billed', { ...graduatedEntry, ...bill }, '0', '7'],
    ['the least', graduatedEntry, '0.000000000000000001', '7.0000000000000000002'],
    ['a fraction', graduated, '5.5', '1.1'],
    ['the first bound', graduated, '10', '2'],
    ['just above it', graduated, '10.000000000000000001', '3.0000000000000000001'],
    ['the second bound', graduated, '20.5', '4.05'],
    ['just above the second', graduated, '20.500000000000000001', '6.05000000000000000005'],
    ['very many', graduated, huge, `5${'0'.repeat(27)}5.025`],
    ['a tier of a flat amount alone', graduatedEntry, '1000', '12'],
    ['less than nothing', graduated, '-3', '-0.6'],
    ['less than nothing, without a flat amount', { ...graduatedEntry, ...bill }, '-3', '-0.6'],
    ['less than nothing, by far', graduated, `-${huge}`, `-2${'0'.repeat(29)}`],
    ['one tier', chargeOf({ kind: 'graduated', tiers: [single] }), '12.5', '25'],
  ])('%s', (_name, charge, quantity, amount) => {
    expect(amountOf(charge, quantity)).toBe(amount);
  });

  test.each<[string, Charge, string, string, string]>([
    ['free units, all', { ...graduated, freeUnits: '4' }, '4', '1', '0'],
    ['free units, all, billed', { ...graduatedEntry, ...bill, freeUnits: '4' }, '4', '1', '7'],
    ['free units, all, skipped', { ...graduatedEntry, freeUnits: '4' }, '4', '1', '0'],
    ['free units before the tiers', { ...graduated, freeUnits: '4' }, '14', '1', '2'],
    ['more than those', { ...graduated, freeUnits: '4' }, '15', '1', '3.1'],
    ['no free units below nothing', { ...graduated, freeUnits: '4' }, '-1', '1', '-0.2'],
    ['a bound of a third', graduated, '10/3', '1/3', '2/3'],
    ['above it', graduated, '3.4', '1/3', '251/150'],
    ['a bound of 10 of 31 days', graduated, '100/31', '10/31', '20/31'],
    ['above that', graduated, '4', '10/31', '267/155'],
    ['flat amounts, which stay', { ...graduatedEntry, ...bill }, '0', '1/3', '7'],
    ['a minimum', { ...graduated, minimumSpend: '2.5' }, '10', '1', '2.5'],
    ['a maximum', { ...graduated, maximumSpend: '2.5' }, '20.5', '1', '2.5'],
  ])('%s', (_name, charge, quantity, share, amount) => {
    expect(amountOf(charge, quantity, share)).toBe(amount);
  });

  test('shows each tier that has a part', () => {
    expect(tiersFor(graduated, '10')).toEqual(['10: 10 × 0.2 + 0 = 2']);
    expect(tiersFor(graduated, '30.5')).toEqual([
      '10: 10 × 0.2 + 0 = 2',
      '20.5: 10.5 × 0.1 + 1 = 2.05',
      'rest: 10 × 0.05 + 2 = 2.5',
    ]);
    expect(tiersFor(graduated, '30.5', '1/2')).toEqual([
      '5: 5 × 0.2 + 0 = 1',
      '10.25: 5.25 × 0.1 + 1 = 1.525',
      'rest: 20.25 × 0.05 + 2 = 3.0125',
    ]);
    expect(tiersFor(graduatedEntry, '0')).toEqual(['10: 0 × 0.2 + 0 = 0']);
    expect(tiersFor({ ...graduatedEntry, ...bill }, '0')).toEqual(['10: 0 × 0.2 + 7 = 7']);
    expect(tiersFor(graduatedEntry, '-1')).toEqual(['10: -1 × 0.2 + 0 = -0.2']);
  });
});

describe('volume', () => {
  test.each<[string, Charge, string, string, string]>([
    ['nothing', volume, '0', '1', '0'],
    ['nothing, with a flat amount', volumeEntry, '0', '1', '0'],
    ['nothing, billed', { ...volumeEntry, ...bill }, '0', '1', '7'],
    ['the least', volumeEntry, '0.000000000000000001', '1', '7.0000000000000000002'],
    ['the first bound', volume, '10', '1', '2'],
    ['just above it', volume, '10.000000000000000001', '1', '2.0000000000000000001'],
    ['the second bound', volume, '20.5', '1', '3.05'],
    ['just above the second', volume, '20.500000000000000001', '1', '3.02500000000000000005'],
    ['very many', volume, huge, '1', `5${'0'.repeat(27)}2`],
    ['a tier of a flat amount alone', volumeEntry, '1000', '1', '3'],
    ['less than nothing', volume, '-3', '1', '-0.6'],
    ['less than nothing, without a flat amount', { ...volumeEntry, ...bill }, '-3', '1', '-0.6'],
    ['free units, all, billed', { ...volumeEntry, ...bill, freeUnits: '4' }, '3', '1', '7'],
    ['free units before the tier is found', { ...volume, freeUnits: '4' }, '14', '1', '2'],
    ['more than those', { ...volume, freeUnits: '4' }, '15', '1', '2.1'],
    ['a bound of a third', volume, '10/3', '1/3', '2/3'],
    ['above it', volume, '3.4', '1/3', '1.34'],
    ['a bound of 10 of 31 days', volume, '100/31', '10/31', '20/31'],
    ['above that', volume, '4', '10/31', '1.4'],
    ['a minimum of a third', { ...volume, minimumSpend: '6' }, '1', '1/3', '2'],
    ['a maximum', { ...volume, maximumSpend: '2' }, '20', '1', '2'],
  ])('%s', (_name, charge, quantity, share, amount) => {
    expect(amountOf(charge, quantity, share)).toBe(amount);
  });

  test('shows the one tier', () => {
    expect(tiersFor(volume, '20.5')).toEqual(['20.5: 20.5 × 0.1 + 1 = 3.05']);
    expect(tiersFor(volume, '100')).toEqual(['rest: 100 × 0.05 + 2 = 7']);
    expect(tiersFor(volumeEntry, '-2')).toEqual(['10: -2 × 0.2 + 0 = -0.4']);
  });
});

describe('graduated percentage', () => {
  test.each<[string, Charge, string, string, string]>([
    ['nothing', rated, '0', '1', '0'],
    ['nothing, billed', { ...rated, ...bill }, '0', '1', '0'],
    ['the bound', rated, '1000', '1', '29'],
    ['just above it', rated, '1000.000000000000000001', '1', '29.300000000000000000015'],
    ['a fraction', rated, '2500.50', '1', '51.8075'],
    ['very many', rated, huge, '1', `15${'0'.repeat(25)}14.3`],
    ['less than nothing', rated, '-100', '1', '-2.9'],
    ['free units', { ...rated, freeUnits: '50' }, '150', '1', '2.9'],
    ['a bound of a third', rated, '1000/3', '1/3', '29/3'],
    ['10 of 31 days', rated, '1000', '10/31', '6143/310'],
    ['a maximum', { ...rated, maximumSpend: '20' }, '1000', '1', '20'],
  ])('%s', (_name, charge, quantity, share, amount) => {
    expect(amountOf(charge, quantity, share)).toBe(amount);
  });

  test('billed at nothing with the first flat amount', () => {
    const entry = [{ upTo: null, rate: '1', flatAmount: '0.30' }];
    const charge = chargeOf({ kind: 'graduated_percentage', tiers: entry }, bill);
    expect(amountOf(charge, '0')).toBe('0.3');
  });

  test('shows the rate as the price of one', () => {
    expect(tiersFor(rated, '1500')).toEqual([
      '1000: 1000 × 0.029 + 0 = 29',
      'rest: 500 × 0.015 + 0.3 = 7.8',
    ]);
  });
});
