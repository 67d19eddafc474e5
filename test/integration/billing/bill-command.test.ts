import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBillingWorld, type BillingWorld } from '../../support/billing/billing-world.ts';
import { call, runOf, runOnce } from '../../support/billing/run-calls.ts';
import { ledger, runLedger } from '../../support/start-service.ts';
import { key } from '../api/api-under-test.ts';

let world: BillingWorld;
beforeAll(async () => {
  world = await startBillingWorld(['user:1', 'user:2', 'user:3broken']);
});
afterAll(() => world.stop());

const bill = (...args: readonly string[]) =>
  ledger(['bill', ...args, '--url', world.url], { LEDGER_KEY: key });

test('a month is billed and followed to its end; an account that failed is named', async () => {
  const executor = await world.execute();
  const { code, printed } = await bill('2025-01');
  await executor.stop();
  expect(printed).toMatch(/^2025-01 completed: 3 of 3 accounts \(run /);
  expect(printed).toContain('issued 2, in all 20.00 EUR');
  expect(printed).toContain('user:3broken: is broken');
  expect(code).toBe(1);
});

test('a dry run of some accounts, for a program', async () => {
  const executor = await world.execute();
  const { code, printed } = await bill('2025-02', '--dry-run', '--accounts', 'user:1', '--json');
  await executor.stop();
  expect(JSON.parse(printed)).toMatchObject({ dryRun: true, issued: 1, totals: { EUR: '10.00' } });
  expect(code).toBe(0);
  expect((await bill('list')).printed).toMatch(/2025-02\s+completed\s+1 would be issued/);
});

test('Ctrl-C leaves the run going, and says how to cancel it', async () => {
  const { child, lines, exited } = runLedger(['bill', '2025-03', '--url', world.url], {
    LEDGER_KEY: key,
  });
  let id = '';
  while (id === '') {
    const answer = await call(world, 'GET', '/v1/billing-runs?limit=1');
    const { runs } = (await answer.json()) as {
      readonly runs: readonly { readonly id: string; readonly period: string }[];
    };
    id = runs.find(({ period }) => period === '2025-03')?.id ?? '';
  }
  child.kill('SIGINT');
  expect(await exited).toBe(1);
  expect(lines.join('\n')).toContain(`ledger bill cancel ${id}`);
  expect((await runOf(world, id)).state).toBe('waiting');
});

test('a run that is not waited for is shown, listed and cancelled by its id', async () => {
  const { printed } = await bill('2025-04', '--no-wait', '--json');
  const { id } = JSON.parse(printed) as { readonly id: string };
  expect((await bill('status', id)).printed).toContain('2025-04 waiting');
  expect((await bill('cancel', id)).said).toContain('what it issued stays');
  const executor = await world.execute();
  await runOnce(world, id, 'cancelled');
  await executor.stop();
  expect((await bill('list')).printed).toMatch(/2025-04\s+cancelled\s+0 issued/);
});

test('what is refused is said in words', async () => {
  const { code, said } = await bill('2024-01');
  expect(said).toContain('No pricing model is in force');
  expect(code).toBe(1);
});
