import { describe, expect, test } from 'vitest';
import type { BillingDocument } from '../../../domain/billing/document.ts';
import type { JsonObject } from '../../../domain/event-log.ts';
import { billingRunStream } from '../../../domain/stream-name.ts';
import { runCircumstances } from '../../../infra/postgres/queries/run-circumstances.ts';
import { billedLog } from '../../support/billing/billed-log.ts';
import { madeFact } from '../../support/facts.ts';
import { useReadModels } from '../projections/use-read-models.ts';

const tenant = 't1';
const always = '2020-01-01T00:00:00.000Z';
const models = useReadModels();

const perRequest = {
  key: 'requests',
  meter: 'api.requests',
  model: { kind: 'standard', unitAmount: '1' },
};

type Log = ReturnType<typeof billedLog>;

/** A model with one plan, for everybody. */
const publish = (log: Log, plan: JsonObject): void => {
  const pricing = {
    currency: 'USD',
    timeZone: 'UTC',
    effectiveFrom: always,
    defaultPlan: 'basic',
    graceDays: 0,
    plans: [{ key: 'basic', charges: [perRequest], quotas: [], ...plan }],
  };
  const published = { tenant, model: 'm', version: 1, pricing };
  log.ledgerEvent('ledger_pricing-t1.m', 'PricingModelPublished', published);
  log.ledgerEvent('ledger_pricing-t1.', 'DefaultModelSet', { tenant, model: 'm', from: always });
};

const opened = async (fees: JsonObject = { baseFee: '0' }) => {
  const { db } = await models.open();
  const log = billedLog(db);
  publish(log, fees);
  return { db, log };
};

const requests = (id: string, count: string, time: string, subject = 'user:u1') =>
  madeFact({
    id,
    subject,
    type: 'openmeet.api.rollup',
    at: Date.parse(time),
    data: { count, durationMs: '0' },
  });

/** A run that is asked for; `execute` has it end later, some accounts of it failing. */
const asked = async (log: Log, run: string, month: string) => {
  const stream = billingRunStream('ledger', tenant, run);
  const how = { month, dryRun: false, ignoreGrace: true };
  log.ledgerEvent(stream, 'BillingRunRequested', { tenant, run, by: 'test', ...how });
  const sequence = await log.project();
  return async (failing: readonly string[] = []): Promise<void> => {
    await log.project();
    const accounts: string[] = [];
    for await (const some of log.billing.accounts(tenant, sequence, undefined)) {
      accounts.push(...some.filter((account) => !failing.includes(account)));
    }
    const { signal } = new AbortController();
    const outcomes = await log.billing.bill({ tenant, sequence, accounts, ...how }, signal);
    const issued = outcomes.filter(({ outcome }) => outcome === 'issued').length;
    const counts = { issued, nothingToBill: outcomes.length - issued, standing: 0 };
    const ended = { tenant, run, outcome: 'completed', ...counts, failed: failing.length };
    log.ledgerEvent(stream, 'BillingRunEnded', ended);
    await log.project();
  };
};

/** Of every document: its month, its account and its total. */
const issuedIn = ({ events }: Log) =>
  events
    .filter(({ type }) => type === 'InvoiceIssued')
    .map(({ data }) => (data as { readonly document: BillingDocument }).document)
    .map(({ period, account, total }) => `${period.month} ${account} ${total}`);

describe('late usage is billed once', () => {
  test.each([
    ['of an account that was billed', requests('1', '10', '2026-01-10T00:00:00Z')],
    ['of one that was not', requests('1', '10', '2026-02-10T00:00:00Z')],
  ])('%s, said between the requests of two runs that wait', async (_, first) => {
    const { log } = await opened();
    log.fact(first);
    const january = await asked(log, 'january', '2026-01');
    log.fact(requests('2', '5', '2026-01-11T00:00:00Z'));
    const february = await asked(log, 'february', '2026-02');
    await january();
    await february();
    await log.run({ tenant, month: '2026-03' });
    await log.run({ tenant, month: '2026-04' });
    const totals = issuedIn(log).map((one) => Number(one.split(' ').at(-1)));
    expect(totals.toSorted((a, b) => a - b)).toEqual([5, 10]);
  });

  test('of an account that was billed alone, in a month that was not run for all', async () => {
    const { log } = await opened();
    log.fact(requests('1', '10', '2026-01-10T00:00:00Z'));
    await log.run({ tenant, month: '2026-01', accounts: ['user:u1'] });
    log.fact(requests('2', '5', '2026-01-11T00:00:00Z'));
    await log.run({ tenant, month: '2026-02' });
    await log.run({ tenant, month: '2026-03' });
    expect(issuedIn(log)).toEqual(['2026-01 user:u1 10.00', '2026-02 user:u1 5.00']);
  });

  test('of an account that failed in a month that was run after a later one', async () => {
    const { log } = await opened();
    log.fact(requests('1', '10', '2026-01-10T00:00:00Z'));
    await (
      await asked(log, 'february', '2026-02')
    )();
    await (
      await asked(log, 'january', '2026-01')
    )(['user:u1']);
    await log.run({ tenant, month: '2026-03' });
    await log.run({ tenant, month: '2026-04' });
    expect(issuedIn(log)).toEqual(['2026-03 user:u1 10.00']);
  });

  test('and brings no fees for the month beside it, in which nothing was used', async () => {
    const { log } = await opened({ baseFee: '7' });
    await log.run({ tenant, month: '2026-01' });
    await log.run({ tenant, month: '2026-02' });
    log.fact(
      madeFact({
        id: 'file',
        type: 'openmeet.file.stored',
        at: Date.parse('2026-01-10T00:00:00Z'),
        data: { fileId: 'f1', bytes: '1' },
      }),
      requests('1', '2', '2026-02-10T00:00:00Z'),
    );
    await log.run({ tenant, month: '2026-03' });
    // March, and February with its fee; January only knows a file that costs nothing.
    expect(issuedIn(log)).toEqual(['2026-03 user:u1 16.00']);
  });
});

test('what a plan without a minimum comes to may be negative', async () => {
  const { db } = await models.open();
  const log = billedLog(db);
  const meter = { key: 'acme.sum', unit: 'units', types: ['acme.used'], aggregation: 'sum' };
  log.ledgerEvent('ledger_meters-t1.', 'MeterDefined', {
    tenant,
    meter: { ...meter, value: 'value' },
  });
  publish(log, { baseFee: '0', charges: [{ ...perRequest, meter: 'acme.sum' }] });
  const used = { type: 'acme.used', at: Date.parse('2026-01-10T00:00:00Z') };
  log.fact(madeFact({ ...used, data: { value: '-5' } }));
  await log.run({ tenant, month: '2026-01' });
  expect(issuedIn(log)).toEqual(['2026-01 user:u1 -5.00']);
});

test('nothing is billed while the read models do not hold the request', async () => {
  const { log } = await opened();
  log.fact(requests('1', '10', '2026-01-10T00:00:00Z'));
  const sequence = (await log.project()) + 1n;
  const how = { tenant, month: '2026-01', sequence, dryRun: false };
  const { signal } = new AbortController();
  await expect(log.billing.bill({ ...how, accounts: ['user:u1'] }, signal)).rejects.toThrow(
    'do not hold the request',
  );
  const accounts = Array.fromAsync(log.billing.accounts(tenant, sequence, undefined));
  await expect(accounts).rejects.toThrow('do not hold the request');
});

test('who only owns a group can be billed by name', async () => {
  const { db, log } = await opened();
  const data = { group: 'g1', member: 'user:owner' };
  log.fact(madeFact({ type: 'openmeet.group.created', data }));
  await log.project();
  const run = { tenant, run: 'r', month: '2026-01', accounts: ['user:owner', 'user:nobody'] };
  expect([...(await runCircumstances(db, run)).unknown]).toEqual(['user:nobody']);
});
