import { left, right } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { defaultModelAt, modelMonths } from '../../../../domain/billing/model-month.ts';
import { requestRun, type RunCircumstances } from '../../../../domain/billing/request-run.ts';
import type { PricingVersion } from '../../../../domain/pricing/pricing-model.ts';

const pricing = (parts: Partial<PricingVersion> = {}): PricingVersion => ({
  currency: 'EUR',
  timeZone: 'UTC',
  effectiveFrom: '2025-01-01T00:00:00Z',
  defaultPlan: 'free',
  graceDays: 3,
  plans: [],
  ...parts,
});
const version = (model: string, parts: Partial<PricingVersion> = {}) => ({
  model,
  pricing: pricing(parts),
});
const at = (text: string): number => Date.parse(text);

const command = {
  tenant: 't1',
  run: 'r1',
  month: '2026-01',
  dryRun: false,
  ignoreGrace: false,
  by: 'k1',
} as const;

const known = (parts: Partial<RunCircumstances> = {}): RunCircumstances => ({
  now: at('2026-03-01T00:00:00Z'),
  before: undefined,
  unknown: new Set(),
  models: modelMonths([version('standard')], '2026-01'),
  ...parts,
});

describe('a run is requested', () => {
  test('of a month whose days of grace are over', () => {
    expect(requestRun(command, known())).toEqual(right([command]));
  });

  test('again: nothing is recorded, also where it could not be requested any more', () => {
    const circumstances = known({ before: command, models: [] });
    expect(requestRun({ ...command, by: 'k2' }, circumstances)).toEqual(right([]));
  });

  test.each([
    { month: '2026-02' },
    { dryRun: true },
    { ignoreGrace: true },
    { accounts: ['user:1'] as const },
  ])('under the name of one that is another, by %o', (other) => {
    expect(requestRun({ ...command, ...other }, known({ before: command }))).toEqual(
      left({ rejection: 'run-taken' }),
    );
  });

  test('of accounts of which some are unknown, which are named in their order', () => {
    const accounts = ['user:3', 'user:1', 'user:2'] as const;
    const unknown = new Set(['user:2', 'user:3']);
    expect(requestRun({ ...command, accounts }, known({ unknown }))).toEqual(
      left({ rejection: 'unknown-accounts', accounts: ['user:3', 'user:2'] }),
    );
  });

  test('where nobody has a price', () => {
    expect(requestRun(command, known({ models: [] }))).toEqual(left({ rejection: 'no-model' }));
  });
});

describe('a month ends with the last of the models that bill it, in their zones', () => {
  const models = modelMonths(
    [
      version('east', { timeZone: 'Asia/Tokyo', effectiveFrom: '2024-12-31T15:00:00Z' }),
      version('west', { timeZone: 'America/Los_Angeles', effectiveFrom: '2025-01-01T08:00:00Z' }),
    ],
    '2026-01',
  );

  test.each([
    ['2026-02-01T07:59:59.999Z', { rejection: 'period-open', until: at('2026-02-01T08:00:00Z') }],
    ['2026-02-01T08:00:00Z', { rejection: 'grace', until: at('2026-02-04T08:00:00Z') }],
    ['2026-02-04T07:59:59.999Z', { rejection: 'grace', until: at('2026-02-04T08:00:00Z') }],
  ])('at %s', (now, rejection) => {
    expect(requestRun(command, known({ models, now: at(now) }))).toEqual(
      left({ model: 'west', ...rejection }),
    );
  });

  test('with the days of grace over it can be billed, or before where they are ignored', () => {
    const over = known({ models, now: at('2026-02-04T08:00:00Z') });
    expect(requestRun(command, over)).toEqual(right([command]));
    const within = known({ models, now: at('2026-02-01T08:00:00Z') });
    const ignoring = { ...command, ignoreGrace: true };
    expect(requestRun(ignoring, within)).toEqual(right([ignoring]));
  });

  test('a day of grace ends at the midnight of the zone, also where clocks are set', () => {
    const zone = modelMonths(
      [
        version('berlin', {
          timeZone: 'Europe/Berlin',
          graceDays: 30,
          effectiveFrom: '2024-12-31T23:00:00Z',
        }),
      ],
      '2026-02',
    );
    const march = { ...command, month: '2026-02' };
    expect(requestRun(march, known({ models: zone, now: at('2026-03-02T00:00:00Z') }))).toEqual(
      // 31 March, after the clocks went forward on the 29th.
      left({ rejection: 'grace', model: 'berlin', until: at('2026-03-30T22:00:00Z') }),
    );
  });
});

describe('the version for a month', () => {
  const versions = [
    version('a', { graceDays: 1 }),
    version('a', { graceDays: 2, effectiveFrom: '2026-01-01T00:00:00Z' }),
    version('a', { graceDays: 9, effectiveFrom: '2026-02-01T00:00:00Z' }),
    version('b', { effectiveFrom: '2026-02-01T00:00:00Z' }),
  ];

  test('is the last that is in force when it begins; a model without one bills nothing', () => {
    expect(
      modelMonths(versions, '2026-01').map(({ model, pricing: { graceDays } }) => [
        model,
        graceDays,
      ]),
    ).toEqual([['a', 2]]);
  });
});

test.each([
  [0, undefined],
  [10, 'a'],
  [20, 'c'],
  [99, 'c'],
  [100, 'd'],
])('the default model at %i is %s: of several for one instant the last', (instant, model) => {
  const defaults = [
    { fromAt: 20, model: 'b' },
    { fromAt: 10, model: 'a' },
    { fromAt: 20, model: 'c' },
    { fromAt: 100, model: 'd' },
  ];
  expect(defaultModelAt(defaults, instant)).toBe(model);
});
