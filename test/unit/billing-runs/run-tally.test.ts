import { expect, test } from 'vitest';
import type { Outcome } from '../../../infra/billing-runs/billing.ts';
import { emptyTally, failuresMax, withOutcomes } from '../../../infra/billing-runs/run-tally.ts';

const issued = (total: string, currency: string): Outcome => ({
  account: 'user:1',
  outcome: 'issued',
  total,
  currency,
});

test('totals are exact, by currency, with all its places', () => {
  const outcomes = [
    issued('0.10', 'EUR'),
    issued('0.20', 'EUR'),
    issued('90071992547409.93', 'EUR'),
    issued('-5.00', 'EUR'),
    issued('1200', 'JPY'),
    issued('1.005', 'KWD'),
  ];
  const tally = withOutcomes(withOutcomes(emptyTally, outcomes.slice(0, 2)), outcomes.slice(2));
  expect(tally).toMatchObject({
    issued: 6,
    totals: { EUR: '90071992547405.23', JPY: '1200', KWD: '1.005' },
  });
});

test('every outcome is counted, and of those that failed the first are kept', () => {
  const failed = Array.from({ length: failuresMax + 1 }, (_, n): Outcome => ({
    account: `user:${n}`,
    outcome: 'failed',
    problem: 'is broken',
  }));
  const tally = withOutcomes(emptyTally, [
    { account: 'user:a', outcome: 'nothing' },
    { account: 'user:b', outcome: 'standing' },
    ...failed,
  ]);
  expect(tally).toMatchObject({ nothingToBill: 1, standing: 1, failed: failuresMax + 1 });
  expect(tally.failures).toHaveLength(failuresMax);
  expect(tally.failures[0]).toEqual({ account: 'user:0', message: 'is broken' });
});
