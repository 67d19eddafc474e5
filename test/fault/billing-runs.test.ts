import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as t from 'io-ts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startBillingWorld, type BillingWorld } from '../support/billing/billing-world.ts';
import { call, request, runOf, runOnce } from '../support/billing/run-calls.ts';
import { decodeOrThrow } from '../support/decode-or-throw.ts';

// PostgreSQL takes its time before it gives up a frozen process.
vi.setConfig({ testTimeout: 120_000 });

const program = join(import.meta.dirname, 'run-bills.ts');
const accounts = Array.from({ length: 8 }, (_, n) => `user:${n + 1}`);
const period = '2025-01';

let world: BillingWorld;
const children: ReturnType<typeof spawn>[] = [];
beforeEach(async () => {
  world = await startBillingWorld(accounts);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await world.stop();
});

/** A process that executes runs; `said` are the points that it came to. */
const startProcess = (environment: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, ...world.environment, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const said: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
  return {
    said,
    exited: once(child, 'exit'),
    until: (line: string) => vi.waitUntil(() => said.includes(line), { timeout: 30_000 }),
    signal: (name: NodeJS.Signals) => child.kill(name),
  };
};

const Issued = t.type({
  account: t.string,
  document: t.type({ number: t.string, sequence: t.string, hash: t.string }),
});

/** What lies in the log is one document for each account, all of them by the log up to the request. */
const expectBilledOnce = async (sequence: string): Promise<void> => {
  const issued = (await world.eventsOf('InvoiceIssued')).map(({ data }) =>
    decodeOrThrow(Issued, data),
  );
  expect(issued.map(({ account }) => account).toSorted()).toEqual(accounts);
  expect(new Set(issued.map(({ document }) => document.sequence))).toEqual(new Set([sequence]));
  expect(await world.eventsOf('BillingRunEnded')).toHaveLength(1);
};

const whole = {
  accounts: { done: accounts.length, of: accounts.length },
  issued: accounts.length,
  standing: 0,
  failed: 0,
  totals: { EUR: '80.00' },
};

// The fifth account is in the middle of the second batch, the third at the end of the first.
test.each([
  'before the append, user:5',
  'after the append, user:5',
  'before progress is kept, user:5',
  'after the append, user:3',
  'before the append, user:1',
])('killed %s: another process ends the run, and every account is billed once', async (point) => {
  const id = await request(world, { period });
  const first = startProcess({ DIE_AT: point });
  expect(await first.exited).toEqual([null, 'SIGKILL']);
  expect((await runOf(world, id)).state).toBe('running');
  startProcess();
  const run = await runOnce(world, id, 'completed');
  expect(run).toMatchObject(whole);
  await expectBilledOnce(run.sequence);
});

test('where all that was known of its progress is lost, a run begins again and finds what it issued', async () => {
  const id = await request(world, { period });
  const first = startProcess({ DIE_AT: 'after the append, user:5' });
  await first.exited;
  await world.allSeen();
  const [number] = (
    await world.stores.db
      .selectFrom('read.billing_documents')
      .select('number')
      .where('account', '=', 'user:1')
      .execute()
  ).map((row) => row.number);
  await world.stores.db.deleteFrom('ops.billing_run_progress').execute();
  // What an operator took away meanwhile is not issued again by the same run.
  const answer = await call(world, 'POST', `/v1/invoices/${number ?? ''}/void`, {
    reason: 'a duplicate',
  });
  expect(answer.status).toBe(200);
  startProcess();
  const run = await runOnce(world, id, 'completed');
  expect(run).toMatchObject(whole);
  await expectBilledOnce(run.sequence);
});

test('of two processes one executes, and the other takes over when it is killed', async () => {
  const id = await request(world, { period });
  const first = startProcess({ HOLD_AT: 'after the append, user:4' });
  await first.until('after the append, user:4');
  const second = startProcess();
  await second.until('executes');
  expect(second.said).toEqual(['executes']);
  first.signal('SIGKILL');
  const run = await runOnce(world, id, 'completed');
  expect(run).toMatchObject(whole);
  await expectBilledOnce(run.sequence);
  expect(second.said).not.toContain('before the append, user:3');
});

test('a process that is frozen is taken over from, and does no harm when it wakes up', async () => {
  const id = await request(world, { period });
  const first = startProcess({ FREEZE_AT: 'before the append, user:4' });
  await first.until('before the append, user:4');
  startProcess();
  const run = await runOnce(world, id, 'completed');
  // It writes what it was about to write, with its lock long gone.
  first.signal('SIGCONT');
  await first.until('after the append, user:4');
  const next = await request(world, { period: '2025-02' });
  await runOnce(world, next, 'completed');
  expect(run).toMatchObject(whole);
  const january = (await world.eventsOf('InvoiceIssued'))
    .map(({ data }) => decodeOrThrow(Issued, data))
    .filter(({ document }) => document.sequence === run.sequence);
  expect(january.map(({ account }) => account).toSorted()).toEqual(accounts);
});
