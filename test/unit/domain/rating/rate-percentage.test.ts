import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Charge, PriceModel } from '../../../../domain/rating/charge.ts';
import { percentageStart } from '../../../../domain/rating/rate-percentage.ts';
import { preciseText } from '../../../../domain/rating/texts.ts';
import { chargeOf, number, percentageOf, tiersOf } from './charges.ts';

type Percentage = Extract<PriceModel, { kind: 'percentage' }>;

const huge = `1${'0'.repeat(30)}`;
const percentage = (terms: Omit<Percentage, 'kind'>, other: Partial<Charge> = {}): Charge =>
  chargeOf({ kind: 'percentage', ...terms }, other);

const onePercent = percentage({ rate: '1' });
const withFixed = percentage({ rate: '1', fixedAmount: '5' });

describe('a percentage of what facts carry', () => {
  test.each<[string, Charge, readonly string[], string]>([
    ['no facts', withFixed, [], '0'],
    [
      'no facts, billed',
      percentage({ rate: '1', fixedAmount: '5' }, { zeroUsage: 'bill' }),
      [],
      '0',
    ],
    ['nothing', withFixed, ['0'], '0'],
    ['one', onePercent, ['10'], '0.1'],
    ['a rate with places', percentage({ rate: '2.9' }), ['10'], '0.29'],
    ['a rate of nothing', percentage({ rate: '0', fixedAmount: '5' }), ['10', '20'], '10'],
    ['the least', onePercent, ['0.000000000000000001'], '0.00000000000000000001'],
    ['very many', onePercent, [huge, huge], `2${'0'.repeat(28)}`],
    ['a fixed amount for each', withFixed, ['10', '10'], '10.2'],
    ['less than nothing', withFixed, ['-10'], '-0.1'],
    ['what is taken back without its fixed amount', withFixed, ['10', '-10'], '5'],
  ])('%s', (_name, charge, values, amount) => {
    expect(preciseText(percentageOf(charge, values).amount)).toBe(amount);
  });

  test.each<[string, Omit<Percentage, 'kind' | 'rate'>, readonly string[], string]>([
    [
      'the example of the design',
      { fixedAmount: '5', freeFacts: 3, freeTotal: '15' },
      ['10', '10', '10'],
      '10.15',
    ],
    ['all free by number', { freeFacts: 2 }, ['10', '1000'], '0'],
    ['the third of two', { freeFacts: 2 }, ['10', '1000', '10'], '0.1'],
    ['no free facts', { freeFacts: 0 }, ['10'], '0.1'],
    ['no free facts in a total', { freeFacts: 0, freeTotal: '100' }, ['10'], '0.1'],
    ['in the total', { freeTotal: '15', fixedAmount: '5' }, ['5', '10'], '0'],
    [
      'just above the total',
      { freeTotal: '15', fixedAmount: '5' },
      ['15.000000000000000001'],
      '5.00000000000000000001',
    ],
    ['in part above the total', { freeTotal: '15' }, ['10', '10', '10'], '0.15'],
    ['a total of nothing', { freeTotal: '0' }, ['10'], '0.1'],
    [
      'beyond the number, with room in the total',
      { freeFacts: 1, freeTotal: '15' },
      ['10', '3'],
      '0.03',
    ],
    ['within the number, without room', { freeFacts: 9, freeTotal: '15' }, ['15', '3'], '0.03'],
    ['one of 0 is not counted', { freeFacts: 1 }, ['0', '10', '10'], '0.1'],
    ['one below 0 is not counted', { freeFacts: 1 }, ['-10', '10', '10'], '0'],
    ['one below 0 makes no room', { freeTotal: '10' }, ['10', '-10', '10'], '0'],
    ['the order matters', { freeFacts: 1 }, ['1000', '10'], '0.1'],
    ['the order matters, turned round', { freeFacts: 1 }, ['10', '1000'], '10'],
  ])('free: %s', (_name, terms, values, amount) => {
    const charge = percentage({ rate: '1', ...terms });
    expect(preciseText(percentageOf(charge, values).amount)).toBe(amount);
  });

  test.each<[string, Omit<Percentage, 'kind' | 'rate'>, readonly string[], string]>([
    ['below the minimum', { minimumPerFact: '1' }, ['10'], '1'],
    ['at the minimum', { minimumPerFact: '1' }, ['100'], '1'],
    ['above the minimum', { minimumPerFact: '1' }, ['101'], '1.01'],
    ['each by itself', { minimumPerFact: '1' }, ['10', '10', '500'], '7'],
    ['the fixed amount counts', { minimumPerFact: '0.5', fixedAmount: '0.3' }, ['10'], '0.5'],
    ['at the maximum', { maximumPerFact: '5' }, ['500'], '5'],
    ['above the maximum', { maximumPerFact: '5' }, ['500.01', '100'], '6'],
    ['the maximum with a fixed amount', { maximumPerFact: '5', fixedAmount: '1' }, ['450'], '5'],
    ['both the same', { minimumPerFact: '3', maximumPerFact: '3' }, ['1', '1000'], '6'],
    ['none for what is free', { minimumPerFact: '1', freeFacts: 1 }, ['10'], '0'],
    ['for what pays in part', { minimumPerFact: '1', freeTotal: '5' }, ['10'], '1'],
    ['none for 0', { minimumPerFact: '1' }, ['0'], '0'],
    ['none below 0', { minimumPerFact: '1', maximumPerFact: '2' }, ['-10', '-10000'], '-100.1'],
  ])('of each: %s', (_name, terms, values, amount) => {
    const charge = percentage({ rate: '1', ...terms });
    expect(preciseText(percentageOf(charge, values).amount)).toBe(amount);
  });

  test.each<[string, Charge, readonly string[], string, string]>([
    [
      'a third of the free total',
      percentage({ rate: '1', freeTotal: '15' }),
      ['10', '10'],
      '1/3',
      '0.15',
    ],
    [
      '10 of 31 days of it',
      percentage({ rate: '1', freeTotal: '31' }),
      ['10', '10'],
      '10/31',
      '0.1',
    ],
    ['all free facts', percentage({ rate: '1', freeFacts: 1 }), ['10', '10'], '1/3', '0.1'],
    ['the fixed amount as it is', withFixed, ['10'], '1/3', '5.1'],
    [
      'a third of the minimum',
      percentage({ rate: '1' }, { minimumSpend: '9' }),
      ['10'],
      '1/3',
      '3',
    ],
    [
      'a third of the maximum',
      percentage({ rate: '1' }, { maximumSpend: '9' }),
      [huge],
      '1/3',
      '3',
    ],
    ['a minimum without facts', percentage({ rate: '1' }, { minimumSpend: '9' }), [], '1', '9'],
  ])('in a part of the period: %s', (_name, charge, values, share, amount) => {
    expect(preciseText(percentageOf(charge, values, share).amount)).toBe(amount);
  });

  test('values are divided by the unit, amounts of money are not', () => {
    const cents = percentage(
      { rate: '1', fixedAmount: '5', freeTotal: '10' },
      { unit: { divideBy: '100' } },
    );
    const rated = percentageOf(cents, ['1500', '250']);
    expect([rated.quantity, rated.amount].map(preciseText)).toEqual(['17.5', '10.075']);
  });

  test('a fact that is split counts by its share, its amounts too', () => {
    const rated = (terms: Omit<Percentage, 'kind' | 'rate'>) =>
      preciseText(percentageOf(percentage({ rate: '1', ...terms }), [['100', '0.25']]).amount);
    expect(rated({})).toBe('0.25');
    expect(rated({ fixedAmount: '1' })).toBe('0.5');
    expect(rated({ fixedAmount: '1', minimumPerFact: '4' })).toBe('1');
    expect(rated({ fixedAmount: '1', maximumPerFact: '1.2' })).toBe('0.3');
    // What is free is of the payer, and taken whole.
    expect(rated({ freeTotal: '20' })).toBe('0.05');
  });

  test('a fact that is split and pays in part is a whole free fact', () => {
    const charge = percentage({ rate: '1', freeFacts: 1 });
    const rated = percentageOf(charge, [['100', '0.25'], '10']);
    expect([rated.quantity, rated.amount].map(preciseText)).toEqual(['35', '0.1']);
  });

  test('shows what pays at which rate, and what comes to it', () => {
    const charge = percentage({ rate: '1', fixedAmount: '5', freeFacts: 3, freeTotal: '15' });
    const rated = percentageOf(charge, ['10', '10', '10']);
    expect(preciseText(rated.quantity)).toBe('30');
    expect(tiersOf(rated)).toEqual(['15 × 0.01 + 10 = 10.15']);
    const cut = percentageOf(percentage({ rate: '1', maximumPerFact: '2' }), ['500', '-100']);
    expect(tiersOf(cut)).toEqual(['400 × 0.01 + -3 = 1']);
    expect(tiersOf(percentageOf(onePercent, []))).toEqual(['0 × 0.01 + 0 = 0']);
  });

  test('another model is none', () => {
    const charge = chargeOf({ kind: 'flat', amount: '1' });
    expect(() => percentageStart(charge, number('1'))).toThrow(TypeError);
  });
});

type Terms = Omit<Percentage, 'kind'>;

const numberOf = (text: string | undefined, absent: number): number =>
  text === undefined ? absent : Number(text);

/** The same read off the rule with whole numbers: hundredths, one fact after the other. */
const inHundredths = (terms: Terms, values: readonly number[]): number => {
  const [rate, fixed] = [Number(terms.rate), numberOf(terms.fixedAmount, 0)];
  const [least, most] = [
    numberOf(terms.minimumPerFact, -Infinity),
    numberOf(terms.maximumPerFact, Infinity),
  ];
  const isNoneFree = terms.freeFacts === undefined && terms.freeTotal === undefined;
  let [hundredths, facts, used] = [0, 0, 0];
  for (const value of values) {
    if (value <= 0) {
      hundredths += value * rate;
      continue;
    }
    facts += 1;
    const isEarly = !isNoneFree && facts <= (terms.freeFacts ?? Infinity);
    const free = isEarly ? Math.min(value, numberOf(terms.freeTotal, Infinity) - used) : 0;
    used += free;
    if (free === value) continue;
    let cost = (value - free) * rate + fixed * 100;
    if (cost < least * 100) cost = least * 100;
    if (cost > most * 100) cost = most * 100;
    hundredths += cost;
  }
  return hundredths;
};

test('whatever the terms: what going through the facts one by one gives', () => {
  const small = fc.integer({ min: 0, max: 30 });
  const text = small.map(String);
  const terms = fc.record(
    {
      rate: text,
      fixedAmount: text,
      freeFacts: small,
      freeTotal: text,
      minimumPerFact: text,
      maximumPerFact: text,
    },
    { requiredKeys: ['rate'] },
  );
  const values = fc.array(fc.integer({ min: -50, max: 200 }), { maxLength: 20 });
  fc.assert(
    fc.property(terms, values, (some, list) => {
      const rated = percentageOf(percentage(some), list.map(String));
      const expected = number(`${inHundredths(some, list)}/100`);
      expect(preciseText(rated.amount)).toBe(preciseText(expected));
    }),
    { numRuns: 500 },
  );
});
