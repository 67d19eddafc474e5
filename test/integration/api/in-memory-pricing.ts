import type { PricingBook } from '../../../api/pricing/pricing-book.ts';
import type { PricingQueries } from '../../../api/queries/pricing.ts';
import { streamOf, type PricingEvent } from '../../../domain/ledger/pricing-events.ts';
import { instantOf } from '../../../domain/time/instant.ts';

type Billed = {
  readonly tenant: string;
  readonly account: string;
  readonly model: string;
  readonly to: string;
};

export type InMemoryPricing = {
  readonly pricingBook: PricingBook;
  readonly pricing: PricingQueries;
  /** Has an invoice stand. */
  readonly bill: (billed: Billed) => void;
  /** Everything on record of prices, attribution and plans, in order. */
  readonly pricingEvents: () => readonly PricingEvent[];
};

const publishedAt = '2026-01-31T00:00:00.000Z';

/** Prices, who pays them, and plans over a plain list, which takes an event only where it knows as many as it is told. */
export const inMemoryPricing = (): InMemoryPricing => {
  const events: PricingEvent[] = [];
  const invoices: Billed[] = [];
  const of = (tenant: string) => events.filter(({ data }) => data.tenant === tenant);

  return {
    pricingEvents: () => events,
    bill: (billed) => {
      invoices.push(billed);
    },
    pricingBook: {
      record: async (event, known) => {
        const stream = streamOf('', event);
        const there = events.filter((each) => streamOf('', each) === stream).length;
        if (there !== known) return { outcome: 'wrong-revision', revision: BigInt(there) - 1n };
        events.push(event);
        return { outcome: 'appended', position: BigInt(events.length) * 10n };
      },
      last: async () => BigInt(events.length) * 10n,
    },
    pricing: {
      prices: async (tenant) => {
        const versions = of(tenant).flatMap(({ type, data }) =>
          type === 'PricingModelPublished'
            ? [{ ...data, from: instantOf(data.pricing.effectiveFrom), publishedAt }]
            : [],
        );
        const withdrawn = of(tenant).flatMap(({ type, data }) =>
          type === 'PricingModelWithdrawn' ? [data.model] : [],
        );
        const defaults = of(tenant).flatMap(({ type, data }) =>
          type === 'DefaultModelSet' ? [{ model: data.model, from: instantOf(data.from) }] : [],
        );
        const models = Map.groupBy(versions, ({ model }) => model);
        return { models, withdrawn: new Set(withdrawn), defaults };
      },
      attribution: async (tenant) =>
        of(tenant).flatMap(({ type, data }) =>
          type === 'AttributionPublished' ? [{ policy: data.policy, publishedAt }] : [],
        ),
      planChanges: async (tenant, account) =>
        of(tenant).flatMap(({ type, data }) => {
          const isPlan = type === 'PlanSubscribed';
          if (!isPlan && type !== 'SubscriptionEnded') return [];
          if (data.account !== account) return [];
          const { model, plan } = isPlan ? data : { model: '', plan: '' };
          return [{ from: instantOf(data.from), model, plan }];
        }),
      billedTo: async ({ tenant, account, model }, after) =>
        invoices
          .filter((each) => each.tenant === tenant)
          .filter((each) => account === undefined || each.account === account)
          .filter((each) => model === undefined || each.model === model)
          .map(({ to }) => instantOf(to))
          .filter((to) => to > after)
          .sort((a, b) => b - a)
          .at(0),
    },
  };
};
