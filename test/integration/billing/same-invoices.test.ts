import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BillingDocument } from '../../../domain/billing/document.ts';
import type { JsonObject } from '../../../domain/event-log.ts';
import type { Fact } from '../../../domain/fact/fact.ts';
import { openBilling } from '../../../infra/billing/open-billing.ts';
import { billedLog } from '../../support/billing/billed-log.ts';
import { madeFact } from '../../support/facts.ts';
import { useReadModels } from '../projections/use-read-models.ts';

// What an invoice says does not depend on the order in which facts came, on how they were cut into batches, on how many
// accounts are billed at a time, nor on how many bill them.

const models = useReadModels();
const tenant = 't1';

const charges: readonly JsonObject[] = [
  {
    key: 'storage',
    meter: 'storage.bytes',
    unit: { divideBy: '1000', per: 'month' },
    freeUnits: '0.5',
    model: {
      kind: 'graduated',
      tiers: [
        { upTo: '2', unitAmount: '0.37', flatAmount: '0.10' },
        { upTo: null, unitAmount: '0.11' },
      ],
    },
  },
  {
    key: 'requests',
    meter: 'api.requests',
    model: { kind: 'package', packageSize: '3', amount: '0.07' },
  },
  {
    key: 'uploads',
    meter: 'storage.uploaded_bytes',
    model: { kind: 'percentage', rate: '1.7', fixedAmount: '0.01', maximumPerFact: '9' },
  },
];

const pricing: JsonObject = {
  currency: 'EUR',
  timeZone: 'Asia/Kathmandu',
  effectiveFrom: '2019-12-31T18:15:00.000Z',
  defaultPlan: 'basic',
  graceDays: 0,
  plans: [{ key: 'basic', baseFee: '0', charges, quotas: [] }],
};

const policy: JsonObject = {
  effectiveFrom: '2020-01-01T00:00:00.000Z',
  default: 'actor',
  meters: {
    'storage.bytes': 'group_owner',
    'api.requests': { split: { actor: '0.25', group: '0.75' } },
  },
};

const begin = Date.UTC(2026, 0, 1);
const quarterMs = 90 * 86_400_000;

/** Facts of three months in no order, each with a name of its own. */
const arbitraryFacts = fc
  .array(
    fc.record({
      kind: fc.constantFrom('stored', 'released', 'attached', 'rollup', 'created', 'joined'),
      subject: fc.constantFrom('user:a', 'user:b', 'user:c', 'service:s'),
      group: fc.constantFrom(undefined, 'g', 'h'),
      file: fc.integer({ min: 0, max: 9 }),
      size: fc.integer({ min: 0, max: 5_000 }),
      at: fc.integer({ min: 0, max: quarterMs }),
    }),
    { minLength: 5, maxLength: 40 },
  )
  .map((made) => {
    const stored = new Set<number>();
    return made.flatMap(({ kind, subject, group, file, size, at }, index): readonly Fact[] => {
      const place = group === undefined ? {} : { group };
      const fileId = `f${file}`;
      const parts = { id: String(index), subject, at: begin + at };
      switch (kind) {
        case 'stored':
          // Of two stores of one file the first in the log counts: the order would matter.
          if (stored.has(file)) return [];
          stored.add(file);
          return [
            madeFact({
              ...parts,
              type: 'openmeet.file.stored',
              data: { fileId, bytes: size, ...place },
            }),
          ];
        case 'released':
          return [madeFact({ ...parts, type: 'openmeet.file.released', data: { fileId } })];
        case 'attached':
          return [
            madeFact({
              ...parts,
              type: 'openmeet.file.attached',
              data: { fileId, group: group ?? 'g' },
            }),
          ];
        case 'rollup':
          return [
            madeFact({
              ...parts,
              type: 'openmeet.api.rollup',
              data: { count: size, durationMs: 1, ...place },
            }),
          ];
        case 'created':
        case 'joined':
          return [
            madeFact({
              ...parts,
              type: `openmeet.group.${kind}`,
              data: { group: group ?? 'h', ...(kind === 'joined' ? { role: 'owner' } : {}) },
            }),
          ];
      }
    });
  });

const priced = async () => {
  const { db } = await models.open();
  const log = billedLog(db);
  const model = { tenant, model: 'm' };
  const from = '2019-12-31T18:15:00.000Z';
  log.ledgerEvent('ledger_pricing-t1.m', 'PricingModelPublished', {
    ...model,
    version: 1,
    pricing,
  });
  log.ledgerEvent('ledger_pricing-t1.', 'DefaultModelSet', { ...model, from });
  log.ledgerEvent('ledger_attribution-t1.', 'AttributionPublished', { tenant, version: 1, policy });
  return { db, log };
};

const months = ['2026-01', '2026-02', '2026-03'];

const billed = async (
  facts: readonly Fact[],
  batchEvents: number,
  accountsAtOnce: number,
): Promise<readonly BillingDocument[]> => {
  const { log } = await priced();
  log.fact(...facts);
  await log.project(batchEvents);
  const documents: BillingDocument[] = [];
  for (const month of months) {
    documents.push(...(await log.run({ tenant, month }, accountsAtOnce)).documents);
  }
  return documents;
};

/** What a document says of usage; which event of the log a fact is stands in digests alone. */
const withoutProof = (document: BillingDocument): BillingDocument => ({
  ...document,
  hash: '',
  sequence: '',
  lines: document.lines.map((line) => ({ ...line, factsDigest: '' })),
});

test('in any order of facts the same lines and amounts', async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryFacts.chain((facts) =>
        fc.tuple(
          fc.constant(facts),
          fc.shuffledSubarray([...facts], { minLength: facts.length, maxLength: facts.length }),
        ),
      ),
      async ([facts, shuffled]) => {
        const documents = await billed(facts, 500, 250);
        const again = await billed(shuffled, 500, 250);
        expect(again.map(withoutProof)).toEqual(documents.map(withoutProof));
      },
    ),
    { numRuns: 12 },
  );
}, 120_000);

test('from the same log the same bytes, however it is cut and however many are billed at a time', async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryFacts,
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 3 }),
      async (facts, batchEvents, accountsAtOnce) => {
        const documents = await billed(facts, 500, 250);
        expect(JSON.stringify(await billed(facts, batchEvents, accountsAtOnce))).toBe(
          JSON.stringify(documents),
        );
      },
    ),
    { numRuns: 12 },
  );
}, 120_000);

test('two that bill a month at the same time issue each invoice once', async () => {
  const { db, log } = await priced();
  log.fact(
    ...['a', 'b', 'c', 'd', 'e'].map((name, index) =>
      madeFact({
        id: name,
        subject: `user:${name}`,
        type: 'openmeet.api.rollup',
        at: begin + 86_400_000,
        data: { count: 10 + index, durationMs: 1 },
      }),
    ),
  );
  const requested = { tenant, month: '2026-01', dryRun: false, ignoreGrace: true, by: 'test' };
  for (const run of ['one', 'two']) {
    log.ledgerEvent(`ledger_billing_run-t1.${run}`, 'BillingRunRequested', { ...requested, run });
  }
  const last = await log.project();
  const accounts = ['user:a', 'user:b', 'user:c', 'user:d', 'user:e'];
  const signal = new AbortController().signal;
  const bill = async (sequence: bigint) =>
    openBilling({ namespace: 'ledger', db, log: { appendAt: log.appendAt } }).bill(
      { ...requested, sequence, accounts },
      signal,
    );
  const both = Promise.all([bill(last - 1n), bill(last)]);
  const following = new AbortController();
  const follow = async () => {
    while (!following.signal.aborted) {
      await log.project();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const followed = follow();
  const outcomes = await both;
  following.abort();
  await followed;
  const issued = log.events.filter(({ type }) => type === 'InvoiceIssued');
  expect(issued.map(({ stream }) => stream).toSorted()).toEqual(
    accounts.map((account) => `ledger_invoice-t1.${account}`),
  );
  for (const account of accounts) {
    const told = outcomes.map((each) => each.find((outcome) => outcome.account === account));
    expect(told.map((each) => each?.outcome).toSorted()).toEqual(['issued', 'standing']);
  }
});
