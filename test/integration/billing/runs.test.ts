import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  startBillingWorld,
  tenant,
  type BillingWorld,
} from '../../support/billing/billing-world.ts';
import { call, request, runOf, runOnce } from '../../support/billing/run-calls.ts';
import { problemOf } from '../api/calls.ts';

const payers = ['1', '2', '3', '4', '5', '6', '7'].map((n) => `user:${n}`);
let world: BillingWorld;
beforeAll(async () => {
  world = await startBillingWorld([...payers, 'user:8free', 'user:9broken']);
});
afterAll(() => world.stop());

/** Executes runs while `work` is done. */
const executing = async (
  work: () => Promise<void>,
  at?: Parameters<BillingWorld['execute']>[0],
): Promise<void> => {
  const executor = await world.execute(at);
  try {
    await work();
  } finally {
    await executor.stop();
  }
};

const invoicesOf = async (period: string) =>
  world.stores.db
    .selectFrom('read.billing_documents')
    .select(['account', 'number', 'pinned'])
    .where('tenant', '=', tenant)
    .where('month', '=', period)
    .orderBy('account')
    .execute();

describe('a run', () => {
  test('waits until something executes it, and then bills every account once', async () => {
    const id = await request(world, { period: '2025-01' });
    expect(await runOf(world, id)).toMatchObject({ state: 'waiting', accounts: { done: 0 } });
    await executing(async () => {
      const run = await runOnce(world, id, 'completed');
      expect(run).toMatchObject({
        accounts: { done: 9, of: 9 },
        issued: 7,
        nothingToBill: 1,
        standing: 0,
        failed: 1,
        failures: [{ account: 'user:9broken', message: 'is broken' }],
        totals: { EUR: '70.00' },
      });
      const invoices = await invoicesOf('2025-01');
      expect(invoices.map(({ account }) => account)).toEqual(payers);
      // Every document is by the log up to the request.
      expect(new Set(invoices.map(({ pinned }) => pinned))).toEqual(new Set([run.sequence]));
    });
  });

  test('of a month that is billed leaves it alone', async () => {
    const id = await request(world, { period: '2025-01' });
    await executing(async () => {
      expect(await runOnce(world, id, 'completed')).toMatchObject({
        issued: 0,
        standing: 7,
        totals: {},
      });
    });
    expect(await invoicesOf('2025-01')).toHaveLength(7);
  });

  test('that is dry issues nothing and says what it would', async () => {
    const id = await request(world, { period: '2025-02', dryRun: true });
    await executing(async () => {
      const run = await runOnce(world, id, 'completed');
      expect(run).toMatchObject({ issued: 7, nothingToBill: 1, totals: { EUR: '70.00' } });
    });
    expect(await invoicesOf('2025-02')).toEqual([]);
  });

  test('of some accounts bills these, in whatever order they are named', async () => {
    const id = await request(world, { period: '2025-03', accounts: ['user:5', 'user:2'] });
    await executing(async () => {
      expect(await runOnce(world, id, 'completed')).toMatchObject({
        accounts: { done: 2, of: 2 },
        issued: 2,
      });
    });
    expect((await invoicesOf('2025-03')).map(({ account }) => account)).toEqual([
      'user:2',
      'user:5',
    ]);
  });

  test('asked for again by its id is the same one, and another under that id is refused', async () => {
    const wanted = { period: '2025-04', id: 'april' };
    expect(await request(world, wanted)).toBe('april');
    expect(await request(world, wanted)).toBe('april');
    const other = await call(world, 'POST', '/v1/billing-runs', { ...wanted, dryRun: true });
    expect(other.status).toBe(409);
    expect(await problemOf(other)).toMatchObject({ type: 'run-exists' });
    const asked = await world.eventsOf('BillingRunRequested');
    expect(asked.filter(({ stream }) => stream.endsWith('.april'))).toHaveLength(1);
  });

  test('asked for by many at the same moment under one id is recorded once', async () => {
    const wanted = { period: '2025-05', id: 'may' };
    const ids = await Promise.all(Array.from({ length: 8 }, () => request(world, wanted)));
    expect(new Set(ids)).toEqual(new Set(['may']));
    const asked = await world.eventsOf('BillingRunRequested');
    expect(asked.filter(({ stream }) => stream.endsWith('.may'))).toHaveLength(1);
  });
});

describe('a run that is cancelled', () => {
  // Those from before would be executed first.
  beforeAll(() =>
    executing(async () => {
      await runOnce(world, 'may', 'completed');
    }),
  );

  test('stops after the accounts under way, keeps what it issued, and another bills the rest', async () => {
    const id = await request(world, { period: '2025-06' });
    await executing(
      async () => {
        const run = await runOnce(world, id, 'cancelled');
        expect(run).toMatchObject({ issued: 6, totals: { EUR: '60.00' } });
        expect(run.accounts).toEqual({ done: 6, of: 9 });
      },
      async (point, account) => {
        if (point !== 'after the append' || account !== 'user:2') return;
        expect((await call(world, 'POST', `/v1/billing-runs/${id}/cancel`)).status).toBe(202);
        expect(await runOf(world, id)).toMatchObject({ state: 'cancelling' });
      },
    );
    expect(await invoicesOf('2025-06')).toHaveLength(6);
    expect((await call(world, 'POST', `/v1/billing-runs/${id}/cancel`)).status).toBe(202);
    const rest = await request(world, { period: '2025-06' });
    await executing(async () => {
      expect(await runOnce(world, rest, 'completed')).toMatchObject({ issued: 1, standing: 6 });
    });
    expect((await invoicesOf('2025-06')).map(({ account }) => account)).toEqual(payers);
  });

  test('before it begins issues nothing', async () => {
    const id = await request(world, { period: '2025-07' });
    await call(world, 'POST', `/v1/billing-runs/${id}/cancel`);
    await executing(async () => {
      expect(await runOnce(world, id, 'cancelled')).toMatchObject({ issued: 0 });
    });
    expect(await invoicesOf('2025-07')).toEqual([]);
  });

  test('after its end is refused', async () => {
    const answer = await call(world, 'POST', '/v1/billing-runs/april/cancel');
    expect(answer.status).toBe(409);
    expect(await problemOf(answer)).toMatchObject({ type: 'run-completed' });
  });
});

describe('a request that cannot be met', () => {
  const refused = async (body: object) => {
    const answer = await call(world, 'POST', '/v1/billing-runs', body);
    return problemOf(answer);
  };

  test('of a month that is none, or with members nobody knows, names every fault', async () => {
    expect(await refused({ period: '2025-13', dry: true })).toMatchObject({
      status: 422,
      errors: [{ path: '/period', message: 'must be a month, YYYY-MM' }, { path: '/dry' }],
    });
  });

  test('of a month that has not ended says when it will have', async () => {
    expect(await refused({ period: '2999-01' })).toMatchObject({
      status: 409,
      type: 'period-open',
      until: '2999-02-01T00:00:00.000Z',
    });
  });

  test('of accounts that nothing is known of names each', async () => {
    const accounts = ['user:1', 'user:nobody', 'group:nothing'];
    expect(await refused({ period: '2025-08', accounts })).toMatchObject({
      status: 422,
      errors: [{ path: '/accounts/1' }, { path: '/accounts/2' }],
    });
  });

  test('of a month before there were prices says so', async () => {
    expect(await refused({ period: '2024-12' })).toMatchObject({ status: 409, type: 'no-model' });
  });
});

test('runs are listed with the newest first, by page, until there are no more', async () => {
  const pages: (readonly string[])[] = [];
  let cursor = '';
  do {
    const page = (await (await call(world, 'GET', `/v1/billing-runs?limit=4${cursor}`)).json()) as {
      readonly runs: readonly { readonly sequence: string }[];
      readonly cursor?: string;
    };
    pages.push(page.runs.map(({ sequence }) => sequence));
    cursor = page.cursor === undefined ? '' : `&cursor=${page.cursor}`;
  } while (cursor !== '');
  const all = pages.flat().map(Number);
  expect(all).toEqual(all.toSorted((a, b) => b - a));
  expect(new Set(all).size).toBe((await world.eventsOf('BillingRunRequested')).length);
  expect(pages.length).toBe(Math.ceil(all.length / 4));
});

test('metrics count accounts by what became of them, those of dry runs apart', async () => {
  const page = await world.metrics();
  expect(page).toMatch(/^ledger_billing_run_accounts_total\{outcome="issued",dry_run="true"\} 7$/m);
  expect(page).toMatch(/^ledger_billing_runs_total\{outcome="cancelled"\} 2$/m);
});
