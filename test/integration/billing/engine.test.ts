import { describe, expect, test } from 'vitest';
import type { BillingDocument } from '../../../domain/billing/document.ts';
import { documentHash } from '../../../domain/billing/draft.ts';
import type { JsonObject } from '../../../domain/event-log.ts';
import { madeFact } from '../../support/facts.ts';
import { billedLog } from '../../support/billing/billed-log.ts';
import { useReadModels } from '../projections/use-read-models.ts';

const tenant = 't1';
const models = useReadModels();
const at = (text: string): number => Date.parse(text);

const pricing = (charges: readonly JsonObject[], other: JsonObject = {}): JsonObject => ({
  currency: 'USD',
  timeZone: 'UTC',
  effectiveFrom: '2020-01-01T00:00:00.000Z',
  defaultPlan: 'basic',
  graceDays: 3,
  plans: [{ key: 'basic', baseFee: '0', charges, quotas: [], ...other }],
});

const perRequest = {
  key: 'requests',
  meter: 'api.requests',
  model: { kind: 'standard', unitAmount: '0.001' },
};
const perGb = {
  key: 'storage',
  meter: 'storage.bytes',
  unit: { divideBy: '1', per: 'month' },
  model: { kind: 'standard', unitAmount: '1' },
};

const opened = async (...charges: readonly JsonObject[]) => {
  const { db } = await models.open();
  const log = billedLog(db);
  log.ledgerEvent('ledger_pricing-t1.m', 'PricingModelPublished', {
    tenant,
    model: 'm',
    version: 1,
    pricing: pricing(charges),
  });
  log.ledgerEvent('ledger_pricing-t1.', 'DefaultModelSet', {
    tenant,
    model: 'm',
    from: '2020-01-01T00:00:00.000Z',
  });
  return { db, log };
};

const rollup = (id: string, count: string, when: string) =>
  madeFact({
    id,
    type: 'openmeet.api.rollup',
    at: at(when),
    data: { count, durationMs: '0' },
  });

const amounts = (documents: readonly BillingDocument[]) =>
  documents.map(({ account, total, lines, adjustments }) => ({
    account,
    total,
    lines: lines.map(({ charge, quantity, amount }) => [charge, quantity, amount]),
    adjusted: adjustments.flatMap((each) =>
      each.lines.map(({ before, now, amount }) => [each.period.month, before, now, amount]),
    ),
  }));

describe('a month is billed', () => {
  test('late usage is rated with what was billed, and only the rounded difference is billed', async () => {
    const { log } = await opened(perRequest);
    log.fact(rollup('1', '333', '2026-01-10T00:00:00Z'));
    const january = await log.run({ tenant, month: '2026-01' });
    log.fact(
      rollup('2', '333', '2026-01-11T00:00:00Z'),
      rollup('3', '1000', '2026-02-01T00:00:00Z'),
    );
    const february = await log.run({ tenant, month: '2026-02' });
    const march = await log.run({ tenant, month: '2026-03' });
    expect(amounts(january.documents)).toEqual([
      { account: 'user:u1', total: '0.33', lines: [['requests', '333', '0.33']], adjusted: [] },
    ]);
    expect(amounts(february.documents)).toEqual([
      {
        account: 'user:u1',
        total: '1.34',
        lines: [['requests', '1000', '1.00']],
        adjusted: [['2026-01', '0.33', '0.67', '0.34']],
      },
    ]);
    expect(march.outcomes.map(({ outcome }) => outcome)).toEqual(['nothing']);
  });

  test('an owner who leaves and comes back at one instant has owned the group all along', async () => {
    const { log } = await opened(perRequest);
    log.ledgerEvent('ledger_attribution-t1', 'AttributionPublished', {
      tenant,
      version: 1,
      policy: { effectiveFrom: '2025-01-01T00:00:00.000Z', default: 'group_owner', meters: {} },
    });
    const said = (id: string, what: string, when: string, member: string) =>
      madeFact({
        id,
        type: `openmeet.group.${what}`,
        at: at(when),
        data: { group: 'g1', member, role: 'owner' },
      });
    log.fact(
      said('1', 'joined', '2026-01-01T00:00:00Z', 'user:u1'),
      said('2', 'joined', '2026-01-02T00:00:00Z', 'user:u2'),
      said('3', 'left', '2026-01-03T00:00:00Z', 'user:u1'),
      said('4', 'joined', '2026-01-03T00:00:00Z', 'user:u1'),
      madeFact({
        id: '5',
        type: 'openmeet.api.rollup',
        at: at('2026-01-10T00:00:00Z'),
        data: { count: '1000', durationMs: '0', group: 'g1' },
      }),
    );
    const january = await log.run({ tenant, month: '2026-01' });
    expect(january.documents.map(({ account }) => account)).toEqual(['user:u1']);
  });

  test('2,500 bytes from 5 March on are 27 of 31 days of them', async () => {
    const { log } = await opened(perGb);
    log.fact(
      madeFact({
        type: 'openmeet.file.stored',
        at: at('2026-03-05T00:00:00Z'),
        data: { fileId: 'f1', bytes: '2500' },
      }),
    );
    const [march] = (await log.run({ tenant, month: '2026-03' })).documents;
    const [april] = (await log.run({ tenant, month: '2026-04' })).documents;
    expect(march?.lines[0]).toMatchObject({
      quantity: '2177.419354838709677419',
      amountPrecise: '67500/31',
      amount: '2177.42',
      facts: '1',
    });
    expect(april?.total).toBe('2500.00');
    expect(march?.lines[0]?.factsDigest).toBe(april?.lines[0]?.factsDigest);
  });

  test('a void after the invoice is given back, and the hash is that of the document', async () => {
    const { log } = await opened(perRequest);
    log.fact(rollup('1', '1000', '2026-01-10T00:00:00Z'));
    await log.run({ tenant, month: '2026-01' });
    log.fact(
      madeFact({
        id: 'v',
        type: 'usage.voided',
        at: at('2026-01-10T00:00:00Z'),
        data: { target: { source: '/app', id: '1' }, reason: 'twice', by: 'op' },
      }),
    );
    const [document] = (await log.run({ tenant, month: '2026-02' })).documents;
    expect(document).toMatchObject({ kind: 'credit_note', total: '-1.00', lines: [] });
    const { hash, ...rest } = document ?? { hash: '' };
    expect(hash).toBe(documentHash(rest));
  });

  test('a second run of a month issues nothing, and so does one that begins again', async () => {
    const { log } = await opened(perRequest);
    log.fact(rollup('1', '1000', '2026-01-10T00:00:00Z'));
    const first = await log.run({ tenant, month: '2026-01' });
    const second = await log.run({ tenant, month: '2026-01' });
    expect(first.outcomes.map(({ outcome }) => outcome)).toEqual(['issued']);
    expect(second.outcomes.map(({ outcome }) => outcome)).toEqual(['standing']);
    const again = await log.billing.bill(
      {
        tenant,
        month: '2026-01',
        sequence: BigInt(first.documents[0]?.sequence ?? 0),
        accounts: ['user:u1'],
        dryRun: false,
      },
      new AbortController().signal,
    );
    expect(again).toEqual(first.outcomes);
  });

  test('what an account owes in a currency that it has left fails with what can be done', async () => {
    const { log } = await opened(perRequest);
    const euros = { ...pricing([perRequest]), currency: 'EUR' };
    log.ledgerEvent('ledger_pricing-t1.e', 'PricingModelPublished', {
      tenant,
      model: 'e',
      version: 1,
      pricing: euros,
    });
    log.ledgerEvent('ledger_pricing-t1.', 'DefaultModelSet', {
      tenant,
      model: 'e',
      from: '2026-02-01T00:00:00.000Z',
    });
    log.fact(rollup('1', '1000', '2026-01-10T00:00:00Z'));
    const [january] = (await log.run({ tenant, month: '2026-01' })).documents;
    log.fact(
      rollup('2', '500', '2026-01-11T00:00:00Z'),
      rollup('3', '500', '2026-02-11T00:00:00Z'),
    );
    const { outcomes } = await log.run({ tenant, month: '2026-02' });
    expect(outcomes).toEqual([
      {
        account: 'user:u1',
        outcome: 'failed',
        problem: `2026-01 comes to 0.50 USD more than is billed, which no document of 2026-02 can say, where prices are in EUR: void ${String(january?.number)} and bill 2026-01 again.`,
      },
    ]);
    log.ledgerEvent('ledger_invoice-t1.user:u1', 'InvoiceVoided', {
      tenant,
      account: 'user:u1',
      number: String(january?.number),
      reason: 'late usage',
      by: 'test',
    });
    expect(amounts((await log.run({ tenant, month: '2026-01' })).documents)[0]?.total).toBe('1.50');
    expect(amounts((await log.run({ tenant, month: '2026-02' })).documents)[0]?.total).toBe('0.50');
  });

  test('what has no parts is paid by the actor where all is split', async () => {
    const { log } = await opened({
      key: 'peak',
      meter: 'acme.peak',
      model: { kind: 'standard', unitAmount: '1' },
    });
    log.ledgerEvent('ledger_attribution-t1.', 'AttributionPublished', {
      tenant,
      version: 1,
      policy: {
        effectiveFrom: '2020-01-01T00:00:00.000Z',
        default: { split: { actor: '0.5', group: '0.5' } },
        meters: {},
      },
    });
    const meter = { key: 'acme.peak', unit: 'seat', types: ['acme.seats'] };
    log.ledgerEvent('ledger_meters-t1.', 'MeterDefined', {
      tenant,
      meter: { ...meter, aggregation: 'max', value: 'seats' },
    });
    log.fact(
      madeFact({
        type: 'acme.seats',
        at: at('2026-01-10T00:00:00Z'),
        data: { seats: 10, group: 'g' },
      }),
    );
    expect(amounts((await log.run({ tenant, month: '2026-01' })).documents)).toEqual([
      { account: 'user:u1', total: '10.00', lines: [['peak', '10', '10.00']], adjusted: [] },
    ]);
  });
});
