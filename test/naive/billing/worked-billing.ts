import type { BillingDocument } from '../../../domain/billing/document.ts';
import type { BillingEvents } from '../../../domain/ledger/billing-events.ts';
import type { Fact } from '../../../domain/fact/fact.ts';
import type { JsonObject } from '../../../domain/event-log.ts';
import type { AttributionPolicy } from '../../../domain/attribution/policy.ts';
import type { Plan, PricingVersion } from '../../../domain/pricing/pricing-model.ts';
import type { Charge } from '../../../domain/rating/charge.ts';
import { factOf } from '../../support/facts.ts';
import type { Meter } from '../meter.ts';
import type { BillingEntry, BillingLog } from './known.ts';
import { naiveRun } from './run.ts';

// What the worked examples of billing are made of: everything of which only what matters has to be said.

export const tenant = 't1';

export const event = <Type extends keyof BillingEvents>(
  type: Type,
  data: Omit<BillingEvents[Type], 'tenant'>,
): BillingEntry =>
  // A type and its data, which TypeScript does not keep together through a parameter.
  ({ kind: 'ledger', type, data: { tenant, ...data } }) as unknown as BillingEntry;

export const defined = (meter: Meter): BillingEntry => ({ kind: 'meter-defined', tenant, meter });

export const entryOf = (fact: Fact): BillingEntry => ({ kind: 'fact', fact });

/** A fact at a time of 2026, as `MM-DD` or more of RFC 3339 in UTC. */
export const at = (
  time: string,
  type: string,
  data: JsonObject,
  parts: Partial<Fact> = {},
): Fact => {
  const whole = `2026-${time}${time.length === 5 ? 'T00:00:00Z' : ''}`;
  return factOf(type, data, { id: `${type} at ${time}`, at: Date.parse(whole), ...parts });
};

export const plan = (parts: Partial<Plan> = {}): Plan => ({
  key: 'free',
  baseFee: '0',
  charges: [],
  quotas: [],
  ...parts,
});

/** A model `m` in US dollars and UTC from 2026 on, that all accounts are on. */
export const priced = (plans: readonly Plan[], parts: Partial<PricingVersion> = {}): BillingLog => [
  event('PricingModelPublished', {
    model: 'm',
    version: 1,
    pricing: {
      currency: 'USD',
      timeZone: 'UTC',
      effectiveFrom: '2026-01-01T00:00:00.000Z',
      defaultPlan: plans[0]?.key ?? '',
      graceDays: 0,
      plans,
      ...parts,
    },
  }),
  event('DefaultModelSet', { model: 'm', from: '2026-01-01T00:00:00.000Z' }),
];

export const charge = (meter: string, unitAmount: string, parts: Partial<Charge> = {}): Charge => ({
  key: meter,
  meter,
  model: { kind: 'standard', unitAmount },
  ...parts,
});

export const subscribed = (account: 'user:u1' | 'user:u2', plan: string, from: string) =>
  event('PlanSubscribed', { account, model: 'm', plan, from: `2026-${from}T00:00:00.000Z` });

export const policy = (version: number, from: string, parts: Partial<AttributionPolicy>) =>
  event('AttributionPublished', {
    version,
    policy: { effectiveFrom: `2026-${from}T00:00:00.000Z`, default: 'actor', meters: {}, ...parts },
  });

/** A log with a run of a month and all that it issues; `issue` may leave documents out. */
export const afterRun = (
  log: BillingLog,
  month: string,
  accounts?: readonly `user:${string}`[],
): { readonly log: BillingLog; readonly documents: readonly BillingDocument[] } => {
  const run = `run ${log.length}`;
  const of = accounts === undefined ? {} : { accounts };
  const requested = [
    ...log,
    event('BillingRunRequested', {
      run,
      month,
      dryRun: false,
      ignoreGrace: true,
      by: 'user:admin',
      ...of,
    }),
  ];
  const documents = naiveRun(requested, { tenant, month, ...of }, requested.length);
  const ended = event('BillingRunEnded', {
    run,
    outcome: 'completed',
    issued: documents.length,
    nothingToBill: 0,
    standing: 0,
    failed: 0,
  });
  return { log: [...requested, ...documents.map(issued), ended], documents };
};

/** The event that records a document. */
export const issued = (document: BillingDocument): BillingEntry =>
  event('InvoiceIssued', { account: document.account as `user:${string}`, document });

/** A document as a few lines. */
export const told = ({ account, kind, total, lines, adjustments }: BillingDocument): string =>
  [
    `${account} ${kind} ${total}`,
    ...lines.map(
      ({ charge: key, segment, quantity, amount }) =>
        `${key} ${segment.from.slice(5, 10)}: ${quantity === undefined ? '' : `${quantity} `}${amount}`,
    ),
    ...adjustments.flatMap(({ period, lines: changed }) =>
      changed.map(
        ({ charge: key, before, now, amount }) =>
          `${period.month} ${key}: ${before} to ${now}, ${amount}`,
      ),
    ),
  ].join('\n');
