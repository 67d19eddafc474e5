import { left, right } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { endSubscription } from '../../../../domain/subscription/end-subscription.ts';
import { subscribe, type Subscriptions } from '../../../../domain/subscription/subscribe.ts';
import { instantOf } from '../../../../domain/time/instant.ts';
import { pricesOf, pricingOf, versionsOf } from '../pricing/given-prices.ts';

type Change = readonly [from: string, model: string, plan: string];

const tenant = 't';
const account = 'user:u1';
const nothing = right([]);

/** `m` and `n` by UTC, `m` with a paid plan from March on; `berlin` by Berlin. `m` is the default since 2000. */
const prices = pricesOf(
  {
    m: versionsOf(
      pricingOf('2026-01-01T00:00:00Z', ['free', 'old']),
      pricingOf('2026-03-01T00:00:00Z', ['free', 'paid']),
    ),
    n: versionsOf(pricingOf('2026-01-01T00:00:00Z', ['free', 'gold'])),
    berlin: versionsOf(pricingOf('2025-12-31T23:00:00Z', ['free'], 'Europe/Berlin')),
    gone: versionsOf(pricingOf('2026-01-01T00:00:00Z', ['free'])),
  },
  [['m', '2000-01-01T00:00:00Z']],
  ['gone'],
);

const given = (changes: readonly Change[], more: Partial<Subscriptions> = {}) => {
  const state: Subscriptions = {
    prices,
    changes: changes.map(([from, model, plan]) => ({ from: instantOf(from), model, plan })),
    billedTo: undefined,
    ...more,
  };
  return {
    subscribe: (plan: string, from: string, model?: string) =>
      subscribe({ tenant, account, plan, model, from: instantOf(from) }, state),
    end: (from: string) => endSubscription({ tenant, account, from: instantOf(from) }, state),
  };
};

const subscribed = (model: string, plan: string, from: string) =>
  right([{ type: 'PlanSubscribed', data: { tenant, account, model, plan, from } }]);
const ended = (from: string) =>
  right([{ type: 'SubscriptionEnded', data: { tenant, account, from } }]);
const unfit = (path: string, message: string) =>
  left({ kind: 'unfit', faults: [{ path, message: expect.stringContaining(message) as string }] });
const billed = { billedTo: instantOf('2026-04-01T00:00:00Z') };

describe('an account is put on a plan', () => {
  test('of the model it is on at any instant, the default one where none is said', () => {
    const expected = subscribed('m', 'paid', '2026-03-05T10:30:00.001Z');
    expect(given([]).subscribe('paid', '2026-03-05T12:30:00.001+02:00')).toEqual(expected);
    expect(given([]).subscribe('paid', '2026-03-05T10:30:00.001Z', 'm')).toEqual(expected);
  });

  test('once: the same again is known, and known still where it is billed or withdrawn', () => {
    const state = given([['2026-03-05T00:00:00Z', 'gone', 'free']], billed);
    expect(state.subscribe('free', '2026-03-05T00:00:00Z', 'gone')).toEqual(nothing);
  });

  test('again where something else was said for that instant since', () => {
    const from = '2026-03-05T00:00:00.000Z';
    const state = given([
      [from, 'm', 'paid'],
      [from, 'm', 'free'],
    ]);
    expect(state.subscribe('paid', from)).toEqual(subscribed('m', 'paid', from));
  });

  test.each([
    ['old', '2026-02-10T00:00:00Z', true],
    ['old', '2026-03-01T00:00:00Z', false],
    // The version with this plan comes later.
    ['paid', '2026-02-10T00:00:00Z', true],
    ['gold', '2026-03-10T00:00:00Z', false],
  ])('%s from %s on: %s', (plan, from, may) => {
    expect(given([]).subscribe(plan, from)).toEqual(
      may
        ? subscribed('m', plan, from.replace('Z', '.000Z'))
        : unfit('/plan', 'is no plan of m at that time or later'),
    );
  });

  test('of another model at the beginning of a month', () => {
    const from = '2026-02-01T00:00:00.000Z';
    expect(given([]).subscribe('gold', from, 'n')).toEqual(subscribed('n', 'gold', from));
  });

  test('and back at the beginning of a month only', () => {
    const state = given([['2026-02-01T00:00:00Z', 'n', 'gold']]);
    expect(state.subscribe('free', '2026-02-20T00:00:00Z', 'm')).toEqual(
      unfit('/from', 'would change from n to m within a month of UTC: take the beginning of one'),
    );
    expect(state.subscribe('free', '2026-03-01T00:00:00Z', 'm')).toEqual(
      subscribed('m', 'free', '2026-03-01T00:00:00.000Z'),
    );
  });

  test('a model and a plan that nobody knows are both named', () => {
    const state = given([], { prices: { ...prices, defaults: [] } });
    const plan = { path: '/plan', message: 'is no plan of any model' };
    expect(state.subscribe('silver', '2026-03-01T00:00:00Z', 'x')).toEqual(
      left({
        kind: 'unfit',
        faults: [{ path: '/model', message: 'is no pricing model that is known' }, plan],
      }),
    );
    expect(state.subscribe('silver', '2026-03-01T00:00:00Z')).toMatchObject(
      left({ faults: [{ path: '/model' }, plan] }),
    );
  });

  test.each<[string, ReturnType<typeof given>, readonly [string, string, string?], unknown]>([
    [
      'there is no such model',
      given([]),
      ['free', '2026-03-01T00:00:00Z', 'x'],
      unfit('/model', 'is no'),
    ],
    [
      'there is no default model',
      given([], { prices: { ...prices, defaults: [] } }),
      ['free', '2026-03-01T00:00:00Z'],
      unfit('/model', 'is missing'),
    ],
    [
      'the model is withdrawn',
      given([]),
      ['free', '2026-03-01T00:00:00Z', 'gone'],
      left({ kind: 'model-withdrawn', model: 'gone' }),
    ],
    [
      'it is on another model within its month',
      given([]),
      ['gold', '2026-02-01T00:00:00.001Z', 'n'],
      unfit('/from', 'such as 2026-02-01T00:00:00.000Z'),
    ],
    [
      'months begin at different times',
      given([]),
      ['free', '2026-02-28T23:00:00Z', 'berlin'],
      unfit('/from', 'within a month of UTC'),
    ],
    [
      'it is on no model and a month has begun, which nothing would bill',
      given([], { prices: { ...prices, defaults: [] } }),
      ['gold', '2026-02-10T00:00:00Z', 'n'],
      unfit('/from', 'would change from no model to n'),
    ],
    [
      'a change that is known would be one of the model within a month then',
      given([['2026-02-15T00:00:00Z', 'm', 'paid']]),
      ['gold', '2026-02-01T00:00:00Z', 'n'],
      unfit('/from', 'leads to a change at 2026-02-15T00:00:00.000Z that would change from n to m'),
    ],
    [
      'it is billed',
      given([], billed),
      ['paid', '2026-03-31T23:59:59.999Z'],
      left({ kind: 'already-billed', ...billed }),
    ],
  ])('but not where %s', (_, state, [plan, from, model], expected) => {
    expect(state.subscribe(plan, from, model)).toEqual(expected);
  });

  test('from the end of what is billed on', () => {
    const from = '2026-04-01T00:00:00.000Z';
    expect(given([], billed).subscribe('paid', from)).toEqual(subscribed('m', 'paid', from));
  });
});

describe('a subscription ends', () => {
  const onPlan = given([['2026-03-05T00:00:00Z', 'm', 'paid']]);

  test('at any instant where the default is of the same model', () => {
    expect(onPlan.end('2026-03-06T12:00:00Z')).toEqual(ended('2026-03-06T12:00:00.000Z'));
    expect(onPlan.end('2026-03-05T00:00:00Z')).toEqual(ended('2026-03-05T00:00:00.000Z'));
  });

  test('at the beginning of a month where it is of another', () => {
    const state = given([['2026-02-01T00:00:00Z', 'n', 'gold']]);
    expect(state.end('2026-02-10T00:00:00Z')).toEqual(unfit('/from', 'from n to m within'));
    expect(state.end('2026-03-01T00:00:00Z')).toEqual(ended('2026-03-01T00:00:00.000Z'));
  });

  test('once, and where there is none nothing is recorded', () => {
    expect(given([]).end('2026-03-01T00:00:00Z')).toEqual(nothing);
    expect(onPlan.end('2026-03-04T23:59:59.999Z')).toEqual(nothing);
    const over = given([
      ['2026-03-05T00:00:00Z', 'm', 'paid'],
      ['2026-03-10T00:00:00Z', '', ''],
    ]);
    expect(over.end('2026-03-10T00:00:00Z')).toEqual(nothing);
    expect(over.end('2026-03-09T00:00:00Z')).toEqual(ended('2026-03-09T00:00:00.000Z'));
  });

  test('not where it is billed', () => {
    const state = given([['2026-03-05T00:00:00Z', 'm', 'paid']], billed);
    expect(state.end('2026-03-06T00:00:00Z')).toEqual(left({ kind: 'already-billed', ...billed }));
    expect(state.end('2026-04-01T00:00:00Z')).toEqual(ended('2026-04-01T00:00:00.000Z'));
  });
});
