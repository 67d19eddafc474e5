import { expect, test } from 'vitest';
import type { NewEvent, RecordedEvent } from '../../../domain/event-log.ts';
import { invoiceIssued, invoiceVoided } from '../../../domain/ledger/document-events.ts';
import {
  newPricingEvent,
  streamOf,
  type PricingEvent,
} from '../../../domain/ledger/pricing-events.ts';
import { invoiceStream } from '../../../domain/stream-name.ts';
import { instantOf } from '../../../domain/time/instant.ts';
import {
  attribution,
  billedTo,
  planChangesOf,
  prices,
} from '../../../infra/postgres/queries/pricing.ts';
import { madeDocument } from '../../support/billing/made-document.ts';
import { namespace, positionOf, recordedAt } from '../../support/facts.ts';
import { pricingOf } from '../../unit/domain/pricing/given-prices.ts';
import { applyAll } from './batches.ts';
import { useReadModels } from './use-read-models.ts';

const postgres = useReadModels();

type Written = readonly [stream: string, event: NewEvent];

const logOf = (...events: readonly Written[]): readonly RecordedEvent[] =>
  events.map(([stream, event], index) => ({
    ...event,
    stream,
    revision: BigInt(index),
    position: positionOf(BigInt(index + 1)),
  }));

const written = (event: PricingEvent): Written => [
  streamOf(namespace, event),
  newPricingEvent(event, 0n, recordedAt),
];

const january = '2026-01-01T00:00:00.000Z';
const february = '2026-02-01T00:00:00.000Z';

const published = (tenant: string, model: string, version: number, from: string): Written =>
  written({
    type: 'PricingModelPublished',
    data: { tenant, model, version, pricing: pricingOf(from) },
  });

test('prices are those of a tenant: versions by number, defaults in the order of the log', async () => {
  const { db } = await postgres.open();
  const defaultOf = (tenant: string, model: string, from: string) =>
    written({ type: 'DefaultModelSet', data: { tenant, model, from } });
  await applyAll(
    db,
    logOf(
      published('t1', 'm', 1, february),
      published('t1', 'm', 2, january),
      published('t2', 'm', 1, january),
      published('t1', 'a', 1, january),
      defaultOf('t1', 'm', february),
      defaultOf('t1', 'a', january),
      defaultOf('t2', 'm', january),
      written({ type: 'PricingModelWithdrawn', data: { tenant: 't1', model: 'a' } }),
    ),
  );
  const versionOf = (model: string, version: number, from: string) => ({
    model,
    version,
    from: instantOf(from),
    pricing: pricingOf(from),
    publishedAt: recordedAt,
  });
  expect(await prices(db, 't1')).toEqual({
    models: new Map([
      ['a', [versionOf('a', 1, january)]],
      ['m', [versionOf('m', 1, february), versionOf('m', 2, january)]],
    ]),
    defaults: [
      { from: instantOf(february), model: 'm' },
      { from: instantOf(january), model: 'a' },
    ],
    withdrawn: new Set(['a']),
  });
  expect(await prices(db, 't3')).toEqual({ models: new Map(), defaults: [], withdrawn: new Set() });
});

test('who pays and plans are those of a tenant and an account, in order', async () => {
  const { db } = await postgres.open();
  const policy = { effectiveFrom: january, default: 'actor' as const, meters: {} };
  const later = { ...policy, effectiveFrom: february };
  const attributed = (tenant: string, version: number, said: typeof policy) =>
    written({ type: 'AttributionPublished', data: { tenant, version, policy: said } });
  const subscribed = (account: 'user:u1' | 'user:u2', plan: string, from: string) =>
    written({ type: 'PlanSubscribed', data: { tenant: 't1', account, model: 'm', plan, from } });
  await applyAll(
    db,
    logOf(
      attributed('t1', 1, policy),
      attributed('t2', 1, later),
      attributed('t1', 2, later),
      subscribed('user:u1', 'paid', february),
      subscribed('user:u2', 'gold', january),
      subscribed('user:u1', 'free', january),
      written({
        type: 'SubscriptionEnded',
        data: { tenant: 't1', account: 'user:u1', from: february },
      }),
    ),
  );
  expect(await attribution(db, 't1')).toEqual([
    { policy, publishedAt: recordedAt },
    { policy: later, publishedAt: recordedAt },
  ]);
  expect(await planChangesOf(db, 't1', 'user:u1')).toMatchObject([
    { from: instantOf(february), model: 'm', plan: 'paid' },
    { from: instantOf(january), model: 'm', plan: 'free' },
    { from: instantOf(february), model: '', plan: '' },
  ]);
  expect(await planChangesOf(db, 't2', 'user:u1')).toEqual([]);
});

test('up to when it is billed looks at documents that are not void, of whom it is asked of', async () => {
  const { db } = await postgres.open();
  const issued = (number: string, account: 'user:u1' | 'user:u2', model: string, to: string) => {
    const document = madeDocument({
      number,
      account,
      period: { month: '2026-01', from: january, to },
      basis: { model, version: 1, attribution: 0, stretches: [] },
    });
    const event = invoiceIssued(document, recordedAt);
    return [invoiceStream(namespace, 't1', account), event] as const;
  };
  const march = '2026-03-01T00:00:00.000Z';
  const may = '2026-05-01T00:00:00.000Z';
  const voided = { tenant: 't1', account: 'user:u2', number: 'n4', reason: 'r', by: 'k' } as const;
  await applyAll(
    db,
    logOf(
      issued('n1', 'user:u1', 'm', february),
      issued('n2', 'user:u1', 'n', march),
      issued('n3', 'user:u2', 'm', '2026-04-01T00:00:00.000Z'),
      issued('n4', 'user:u2', 'm', may),
      [invoiceStream(namespace, 't1', 'user:u2'), invoiceVoided(voided, recordedAt)],
    ),
  );
  const asked = (by: Omit<Parameters<typeof billedTo>[1], 'tenant'>, after: string) =>
    billedTo(db, { tenant: 't1', ...by }, instantOf(after));
  const april = instantOf('2026-04-01T00:00:00Z');
  expect(await asked({}, january)).toBe(april);
  expect(await asked({ account: 'user:u1' }, january)).toBe(instantOf(march));
  expect(await asked({ model: 'n' }, january)).toBe(instantOf(march));
  expect(await asked({ account: 'user:u1', model: 'm' }, january)).toBe(instantOf(february));
  expect(await asked({ model: 'm' }, '2026-03-31T23:59:59.999Z')).toBe(april);
  expect(await asked({}, '2026-04-01T00:00:00Z')).toBeUndefined();
  expect(await asked({ account: 'user:u1' }, march)).toBeUndefined();
  expect(await billedTo(db, { tenant: 't2' }, instantOf(january))).toBeUndefined();
});
