import { expect, test } from 'vitest';
import { billEach } from '../../../infra/billing-runs/bill-each.ts';
import type { Billing } from '../../../infra/billing-runs/billing.ts';
import { LogRefused } from '../../../infra/eventstore/log-refused.ts';
import { LogUnavailable } from '../../../infra/eventstore/log-unavailable.ts';

const request = {
  tenant: 't1',
  month: '2026-01',
  sequence: 7n,
  dryRun: false,
  accounts: ['user:1', 'user:2', 'user:3'],
};
const never = new AbortController().signal;

/** Bills all that is asked for, unless this account is among them. */
const breakingAt = (broken: string, error: Error): Billing['bill'] => {
  return async ({ accounts }) => {
    if (accounts.includes(broken)) throw error;
    return accounts.map((account) => ({ account, outcome: 'nothing' as const }));
  };
};

test.each([new RangeError('nothing is divided by 0'), new LogRefused('too large')])(
  'an account that breaks the billing of all has failed alone: %s',
  async (error) => {
    expect(await billEach({ bill: breakingAt('user:2', error) }, request, never)).toEqual([
      { account: 'user:1', outcome: 'nothing' },
      { account: 'user:2', outcome: 'failed', problem: error.message },
      { account: 'user:3', outcome: 'nothing' },
    ]);
  },
);

test.each([new LogUnavailable('away'), new Error('a connection broke')])(
  'an outage is thrown and makes nobody fail: %s',
  async (error) => {
    await expect(billEach({ bill: breakingAt('user:2', error) }, request, never)).rejects.toBe(
      error,
    );
  },
);

test('an account of which nothing is said is not passed over', async () => {
  const bill: Billing['bill'] = async () => [{ account: 'user:1', outcome: 'nothing' }];
  await expect(billEach({ bill }, request, never)).rejects.toThrow('user:2, user:3');
});
