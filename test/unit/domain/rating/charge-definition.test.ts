import { describe, expect, test } from 'vitest';
import { faultsOf } from '../../../../domain/codec/faults.ts';
import { shippedMeters } from '../../../../domain/meter/meter.ts';
import type { Charge } from '../../../../domain/rating/charge.ts';
import { ChargeDefinition, faultsWithMeter } from '../../../../domain/rating/charge-definition.ts';
import { chargeOf } from './charges.ts';

const faults = (charge: unknown): readonly string[] =>
  faultsOf(ChargeDefinition.decode(charge), '').map(({ path, message }) => `${path} ${message}`);

const amount =
  'must be at least 0, a decimal as a text, of up to 38 digits, 18 of them after the point';
const more =
  'must be more than 0, a decimal as a text, of up to 38 digits, 18 of them after the point';
const bound = `must be null or ${more.slice('must be '.length)}`;
const kinds = 'standard, graduated, volume, package, percentage, graduated_percentage, flat';

const base = { key: 'calls', meter: 'api.requests' };
const withModel = (model: unknown, other: object = {}): unknown => ({ ...base, model, ...other });
const flat = { kind: 'flat', amount: '1' };
const percentage = { kind: 'percentage', rate: '2.9' };

test.each<[string, unknown]>([
  ['standard', withModel({ kind: 'standard', unitAmount: '0.0003' })],
  [
    'graduated',
    withModel({
      kind: 'graduated',
      tiers: [
        { upTo: '10', unitAmount: '0.20' },
        { upTo: '10.5', flatAmount: '1' },
        { upTo: null, unitAmount: '0', flatAmount: '0' },
      ],
    }),
  ],
  ['volume', withModel({ kind: 'volume', tiers: [{ upTo: null, unitAmount: '1' }] })],
  ['package', withModel({ kind: 'package', packageSize: '0.5', amount: '0' })],
  [
    'percentage',
    withModel(
      {
        ...percentage,
        fixedAmount: '0.3',
        freeFacts: 0,
        freeTotal: '0',
        minimumPerFact: '1',
        maximumPerFact: '1',
      },
      { unit: { divideBy: '100', round: null } },
    ),
  ],
  [
    'graduated percentage',
    withModel({ kind: 'graduated_percentage', tiers: [{ upTo: null, rate: '1' }] }),
  ],
  [
    'flat, with all there is beside a model',
    withModel(flat, {
      unit: { divideBy: '1000000000', per: 'month', round: 'up' },
      freeUnits: '1',
      minimumSpend: '5',
      maximumSpend: '5.00',
      zeroUsage: 'bill',
    }),
  ],
  ['without a maximum', withModel(flat, { minimumSpend: '5', maximumSpend: null })],
])('a charge is taken as it is: %s', (_name, charge) => {
  const decoded = ChargeDefinition.decode(charge);
  expect(faultsOf(decoded, '')).toEqual([]);
  expect(decoded).toMatchObject({ right: charge });
});

describe('faults', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['no object', 'free', [' must be an object']],
    ['nothing', {}, ['/key is missing', '/meter is missing', '/model is missing']],
    [
      'a name that no key is',
      withModel(flat, { key: 'Calls' }),
      ['/key must be 1 to 64 of a-z, 0-9, _ and ., the first a letter'],
    ],
    [
      'the key of a base fee',
      withModel(flat, { key: 'base_fee' }),
      ['/key is the key of a line that no charge makes'],
    ],
    [
      'the key of a minimum',
      withModel(flat, { key: 'plan_minimum' }),
      ['/key is the key of a line that no charge makes'],
    ],
    ['no model', withModel('flat'), ['/model must be an object']],
    ['no kind', withModel({ amount: '1' }), ['/model/kind is missing']],
    ['another kind', withModel({ kind: 'free' }), [`/model/kind must be one of ${kinds}`]],
    [
      'a kind of every object',
      withModel({ kind: 'toString' }),
      [`/model/kind must be one of ${kinds}`],
    ],
    ['no amount', withModel({ kind: 'flat' }), ['/model/amount is missing']],
    ['a number', withModel({ kind: 'flat', amount: 1 }), [`/model/amount ${amount}`]],
    ['a sign', withModel({ kind: 'flat', amount: '-1' }), [`/model/amount ${amount}`]],
    [
      'too many places',
      withModel({ kind: 'flat', amount: `0.${'1'.repeat(19)}` }),
      [`/model/amount ${amount}`],
    ],
    [
      'what another kind has',
      withModel({ ...flat, unitAmount: '1' }),
      ['/model/unitAmount is not known here (known: kind, amount)'],
    ],
    [
      'a package of nothing',
      withModel({ kind: 'package', packageSize: '0.0', amount: '1' }),
      [`/model/packageSize ${more}`],
    ],
    [
      'divided by nothing',
      withModel(flat, { unit: { divideBy: '0' } }),
      [`/unit/divideBy ${more}`],
    ],
    [
      'a day',
      withModel(flat, { unit: { divideBy: '1', per: 'day' } }),
      ['/unit/per must be one of hour, month'],
    ],
    [
      'another rounding',
      withModel(flat, { unit: { divideBy: '1', round: 'even' } }),
      ['/unit/round must be up, down, nearest or null'],
    ],
    [
      'a part of a fact',
      withModel({ ...percentage, freeFacts: 1.5 }),
      ['/model/freeFacts must be a whole number of at least 0'],
    ],
    [
      'spend',
      withModel(flat, { minimumSpend: '5.01', maximumSpend: '5' }),
      ['/maximumSpend must be at least minimumSpend'],
    ],
    [
      'of each fact',
      withModel({ ...percentage, minimumPerFact: '1.1', maximumPerFact: '1' }),
      ['/model/maximumPerFact must be at least minimumPerFact'],
    ],
    [
      'free units of a percentage',
      withModel(percentage, { freeUnits: '0' }),
      ['/freeUnits means nothing to a percentage: take freeTotal'],
    ],
    [
      'a rounding of a percentage',
      withModel(percentage, { unit: { divideBy: '1', round: 'up' } }),
      ['/unit/round means nothing to a percentage, which rates each fact'],
    ],
  ])('%s', (_name, charge, expected) => {
    expect(faults(charge)).toEqual(expected);
  });

  test.each<[string, unknown, readonly string[]]>([
    ['no list', {}, [' must be']],
    ['none', [], [' must have 1 to 1000 entries']],
    [
      'too many',
      Array.from({ length: 1_001 }, (_, n) => ({
        upTo: n === 1_000 ? null : String(n + 1),
        unitAmount: '1',
      })),
      [' must have 1 to 1000 entries'],
    ],
    ['no price', [{ upTo: null }], ['/0 must have a unitAmount, a flatAmount or both']],
    ['no bound', [{ unitAmount: '1' }], ['/0/upTo is missing']],
    [
      'a bound of nothing',
      [
        { upTo: '0', unitAmount: '1' },
        { upTo: null, unitAmount: '1' },
      ],
      [`/0/upTo ${bound}`],
    ],
    [
      'a last one with a bound',
      [{ upTo: '10', unitAmount: '1' }],
      ['/0/upTo must be null: it is the last'],
    ],
    [
      'one without a bound before the last',
      [
        { upTo: null, unitAmount: '1' },
        { upTo: null, unitAmount: '1' },
      ],
      ['/0/upTo is null before the last'],
    ],
    [
      'bounds that are the same',
      [
        { upTo: '10', unitAmount: '1' },
        { upTo: '10.0', unitAmount: '1' },
        { upTo: null, unitAmount: '1' },
      ],
      ['/1/upTo must be more than that of the tier before'],
    ],
    [
      'bounds that fall',
      [
        { upTo: '10', unitAmount: '1' },
        { upTo: '9.9', unitAmount: '1' },
        { upTo: null, unitAmount: '1' },
      ],
      ['/1/upTo must be more than that of the tier before'],
    ],
    [
      'a rate',
      [{ upTo: null, unitAmount: '1', rate: '1' }],
      ['/0/rate is not known here (known: upTo, unitAmount, flatAmount)'],
    ],
    ['text', ['free'], ['/0 must be an object']],
  ])('tiers: %s', (_name, tiers, expected) => {
    for (const kind of ['graduated', 'volume']) {
      const told = faults(withModel({ kind, tiers }));
      expect(told).toEqual(
        expected.map((fault): unknown => expect.stringContaining(`/model/tiers${fault}`)),
      );
    }
  });

  test('tiers of a percentage need a rate', () => {
    const tiers = [
      { upTo: '1', flatAmount: '1' },
      { upTo: null, unitAmount: '1' },
    ];
    expect(faults(withModel({ kind: 'graduated_percentage', tiers }))).toEqual([
      '/model/tiers/0/rate is missing',
      '/model/tiers/1/rate is missing',
      '/model/tiers/1/unitAmount is not known here (known: upTo, rate, flatAmount)',
    ]);
  });

  test('are named all at once', () => {
    const charge = {
      key: 'base_fee',
      metre: 'calls',
      unit: { divideBy: '0', round: 'up', per: 'day' },
      freeUnits: 1,
      model: { ...percentage, rate: '-1', minimumPerFact: '2', maximumPerFact: '1', tiers: [] },
      minimumSpend: '2',
      maximumSpend: '1',
      zeroUsage: 'ignore',
    };
    expect(faults(charge).map((fault) => fault.split(' ', 1)[0])).toEqual([
      '/meter',
      '/metre',
      '/unit/divideBy',
      '/unit/per',
      '/freeUnits',
      '/model/rate',
      '/model/tiers',
      '/model/maximumPerFact',
      '/zeroUsage',
      '/key',
      '/maximumSpend',
      '/freeUnits',
      '/unit/round',
    ]);
  });
});

const meterOf = (key: string) => shippedMeters.find((meter) => meter.key === key);

describe('with its meter', () => {
  const standard = { kind: 'standard', unitAmount: '1' } as const;
  const monthly = { unit: { divideBy: '1', per: 'month' } } as const;
  const [level, count, sum] = ['storage.bytes', 'files.stored', 'api.requests'];

  test.each<[string, Charge, string, readonly string[]]>([
    ['a sum', chargeOf(standard), sum, []],
    ['a count', chargeOf(standard, { unit: { divideBy: '1000', round: 'up' } }), count, []],
    ['a level by month', chargeOf(standard, monthly), level, []],
    ['a level by hour', chargeOf(standard, { unit: { divideBy: '1', per: 'hour' } }), level, []],
    ['a percentage of a sum', chargeOf({ kind: 'percentage', rate: '1' }), sum, []],
    [
      'one that is not known',
      chargeOf(standard),
      'acme.unknown',
      ['/charges/0/meter is no meter that is known'],
    ],
    [
      'a level',
      chargeOf(standard),
      level,
      ['/charges/0/unit/per is missing: the meter is a level over time'],
    ],
    [
      'a level that is divided',
      chargeOf(standard, { unit: { divideBy: '1' } }),
      level,
      ['/charges/0/unit/per is missing: the meter is a level over time'],
    ],
    [
      'a sum by month',
      chargeOf(standard, monthly),
      sum,
      ['/charges/0/unit/per means nothing: the meter is no level over time'],
    ],
    [
      'a percentage of a count',
      chargeOf({ kind: 'percentage', rate: '1' }),
      count,
      ['/charges/0/meter is no sum, and percentage prices values of facts'],
    ],
    [
      'a graduated percentage of a level, of which nothing is said',
      chargeOf({ kind: 'graduated_percentage', tiers: [{ upTo: null, rate: '1' }] }),
      level,
      [
        '/charges/0/unit/per is missing: the meter is a level over time',
        '/charges/0/meter is no sum, and graduated_percentage prices values of facts',
      ],
    ],
  ])('%s', (_name, charge, key, expected) => {
    const told = faultsWithMeter(charge, meterOf(key), '/charges/0');
    expect(told.map(({ path, message }) => `${path} ${message}`)).toEqual(expected);
  });
});
