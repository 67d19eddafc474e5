import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApi, type ApiUnderTest } from './api-under-test.ts';
import { faultsOf, post } from './calls.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const rate = (request: unknown): Promise<Response> =>
  post(api, JSON.stringify(request), { path: '/v1/ratings' });
const rated = async (request: unknown): Promise<unknown> => {
  const answer = await rate(request);
  expect(answer.status).toBe(200);
  return answer.json();
};
const refused = async (request: unknown): Promise<readonly string[]> => {
  const answer = await rate(request);
  expect(answer.status).toBe(422);
  return faultsOf(answer);
};

const chargeOf = (model: object, other: object = {}) => ({
  key: 'calls',
  meter: 'acme.not_there',
  model,
  ...other,
});
const standard = chargeOf({ kind: 'standard', unitAmount: '10.333333' });
const graduated = chargeOf({
  kind: 'graduated',
  tiers: [
    { upTo: '10', unitAmount: '0.20' },
    { upTo: null, unitAmount: '0.12', flatAmount: '1' },
  ],
});
const percentage = chargeOf({
  kind: 'percentage',
  rate: '1',
  fixedAmount: '5',
  freeFacts: 3,
  freeTotal: '15',
});
const storage = chargeOf(
  { kind: 'standard', unitAmount: '1' },
  { unit: { divideBy: '1', per: 'month' } },
);
const march = { from: '2026-03-01T00:00:00Z', to: '2026-04-01T00:00:00Z' };

describe('a quantity', () => {
  test('is rated tier by tier', async () => {
    expect(await rated({ currency: 'EUR', charge: graduated, quantity: '10.001' })).toEqual({
      quantity: '10.001',
      amount: '3.00',
      amountPrecise: '3.00012',
      tiers: [
        { upTo: '10', quantity: '10', unitAmount: '0.2', flatAmount: '0', amountPrecise: '2' },
        {
          upTo: null,
          quantity: '0.001',
          unitAmount: '0.12',
          flatAmount: '1',
          amountPrecise: '1.00012',
        },
      ],
    });
  });

  test.each([
    ['EUR', '1', '10.33', '10.333333'],
    ['JPY', '1', '10', '10.333333'],
    ['KWD', '1', '10.333', '10.333333'],
    ['CLF', '1', '10.3333', '10.333333'],
    ['EUR', '0', '0.00', '0'],
    ['EUR', '-0', '0.00', '0'],
    ['EUR', '-3', '-31.00', '-30.999999'],
    ['EUR', `1${'0'.repeat(30)}`, `10333333${'0'.repeat(24)}.00`, `10333333${'0'.repeat(24)}`],
    ['EUR', `-1${'0'.repeat(30)}`, `-10333333${'0'.repeat(24)}.00`, `-10333333${'0'.repeat(24)}`],
  ])('in %s of %s is %s', async (currency, quantity, amount, amountPrecise) => {
    const answer = await rated({ currency, charge: standard, quantity });
    expect(answer).toMatchObject({ amount, amountPrecise });
  });

  test('is divided and rounded first, and a fraction that does not end is shown as one', async () => {
    const unit = { unit: { divideBy: '3' } };
    const charge = chargeOf({ kind: 'standard', unitAmount: '0.1' }, unit);
    expect(await rated({ currency: 'EUR', charge, quantity: '2' })).toEqual({
      quantity: '0.666666666666666667',
      amount: '0.07',
      amountPrecise: '1/15',
      tiers: [
        {
          quantity: '0.666666666666666667',
          unitAmount: '0.1',
          flatAmount: '0',
          amountPrecise: '1/15',
        },
      ],
    });
  });
});

test('values of facts are rated one by one', async () => {
  const request = { currency: 'EUR', charge: percentage, values: ['10', '10', '10'] };
  expect(await rated(request)).toEqual({
    quantity: '30',
    amount: '10.15',
    amountPrecise: '10.15',
    tiers: [{ quantity: '15', unitAmount: '0.01', flatAmount: '10', amountPrecise: '10.15' }],
  });
  expect(await rated({ ...request, values: [] })).toMatchObject({ quantity: '0', amount: '0.00' });
});

describe('a level over time', () => {
  test('is rated by its average', async () => {
    const changes = [{ at: '2026-03-05T00:00:00Z', delta: '2500' }];
    const request = { currency: 'EUR', charge: storage, period: march, opening: '0', changes };
    expect(await rated(request)).toMatchObject({
      quantity: '2177.419354838709677419',
      amount: '2177.42',
      amountPrecise: '67500/31',
    });
  });

  test('takes changes in any order, and nets those of one instant', async () => {
    const request = { currency: 'EUR', charge: storage, period: march, opening: '10' };
    const changes = [
      { at: '2026-03-31T23:59:59.999Z', delta: '0' },
      { at: '2026-03-16T12:00:00Z', delta: '-30' },
      { at: '2026-03-16T13:00:00+01:00', delta: '20' },
      { at: '2026-03-01T00:00:00Z', delta: '10' },
    ];
    // 20 for the first half of the month, 10 for the second.
    const answer = { quantity: '15', amount: '15.00' };
    expect(await rated({ ...request, changes })).toMatchObject(answer);
    expect(await rated({ ...request, changes: changes.toReversed() })).toMatchObject(answer);
  });

  test('by the hour', async () => {
    const charge = { ...storage, unit: { divideBy: '10', per: 'hour' } };
    const request = { currency: 'EUR', charge, period: march, opening: '10', changes: [] };
    expect(await rated(request)).toMatchObject({ quantity: '744', amount: '744.00' });
  });
});

describe('faults', () => {
  const whole = { currency: 'EUR', charge: standard };
  const level = { currency: 'EUR', charge: storage, period: march, opening: '0', changes: [] };
  const unclear = ' must have one of quantity, values, or period with opening and changes';

  test.each<[string, unknown, readonly string[]]>([
    ['no object', [], [' must be an object']],
    ['nothing to rate', whole, [unclear]],
    ['two things to rate', { ...whole, quantity: '1', values: [] }, [unclear]],
    ['a quantity and a level', { ...level, quantity: '1' }, [unclear]],
    ['nothing at all', {}, ['/currency is missing', '/charge is missing', unclear]],
    [
      'gold',
      { ...whole, currency: 'XAU', quantity: '1' },
      ['/currency must be the code of a currency with a minor unit (ISO 4217), in capital letters'],
    ],
    [
      'a quantity of a percentage',
      { currency: 'EUR', charge: percentage, quantity: '1' },
      ['/quantity does not tell what each fact carries: send values'],
    ],
    [
      'values of another model',
      { ...whole, values: ['1'] },
      ['/values are for a percentage only: send quantity'],
    ],
    [
      'a quantity of a level',
      { currency: 'EUR', charge: storage, quantity: '1' },
      ['/quantity has no length of time, which unit.per needs: send period, opening and changes'],
    ],
    [
      'values by month',
      {
        currency: 'EUR',
        charge: { ...percentage, unit: { divideBy: '1', per: 'month' } },
        values: [],
      },
      ['/charge/unit/per means nothing to values of facts'],
    ],
    [
      'a level by nothing',
      { ...level, charge: standard },
      ['/charge/unit/per is missing: hour or month, for a level over time'],
    ],
    [
      'a percentage of a level',
      { ...level, charge: { ...percentage, unit: { divideBy: '1', per: 'month' } } },
      ['/charge/model/kind prices values of facts, not a level over time'],
    ],
    [
      'half a level',
      { ...whole, charge: storage, opening: '1' },
      ['/period is missing', '/changes is missing'],
    ],
    [
      'a period that is none',
      { ...level, period: { from: march.to, to: march.to } },
      ['/period/to must be after from'],
    ],
    [
      'changes outside',
      {
        ...level,
        changes: [
          { at: '2026-02-28T23:59:59.999Z', delta: '1' },
          { at: march.from, delta: '1' },
          { at: march.to, delta: '1' },
        ],
      },
      [
        '/changes/0/at must lie in the period, before its end',
        '/changes/2/at must lie in the period, before its end',
      ],
    ],
    [
      'too many values',
      { currency: 'EUR', charge: percentage, values: Array.from({ length: 10_001 }, () => '1') },
      ['/values must have up to 10000 entries'],
    ],
  ])('%s', async (_name, request, expected) => {
    expect(await refused(request)).toEqual(expected);
  });

  test('are named all at once, those between parts included', async () => {
    const request = {
      currency: 'eur',
      charge: chargeOf({ kind: 'percentage', rate: 1, tiers: [] }, { freeUnits: '1' }),
      period: march,
      opening: 0,
      changes: [{ at: 'tomorrow', delta: '1' }, { at: march.to }],
      note: 'x',
    };
    expect((await refused(request)).map((told) => told.split(' ', 1)[0])).toEqual([
      '/currency',
      '/charge/model/rate',
      '/charge/model/tiers',
      '/charge/freeUnits',
      '/opening',
      '/changes/0/at',
      '/changes/1/delta',
      '/note',
      '/charge/unit/per',
      '/charge/model/kind',
      '/changes/1/at',
    ]);
  });
});

test('ten thousand long values are rated to the last digit', async () => {
  const value = `${'9'.repeat(20)}.${'7'.repeat(18)}`;
  const values = Array.from({ length: 10_000 }, () => value);
  // A hundredth of them all but 15, and 5 for each.
  const expected = { amountPrecise: '10000000000000000049977.6277777777777777' };
  expect(await rated({ currency: 'EUR', charge: percentage, values })).toMatchObject(expected);
});
