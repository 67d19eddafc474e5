import type { AttributionPolicy } from '../../domain/attribution/policy.ts';
import type { PlanChange, Prices, PublishedVersion } from '../../domain/subscription/terms-of.ts';
import type { EpochMs } from '../../domain/time/instant.ts';

/** With `publishedAt`: RFC 3339. */
export type ToldVersion = PublishedVersion & { readonly publishedAt: string };

/** A tenant's pricing models, in order of key and of version, and its default models. */
export type TenantPrices = Pick<Prices, 'defaults'> & {
  readonly models: ReadonlyMap<string, readonly ToldVersion[]>;
  readonly withdrawn: ReadonlySet<string>;
};

/** Whose invoices are looked at: all of a tenant, those of an account, or those by a model. */
export type BilledBy = {
  readonly tenant: string;
  readonly account?: string;
  readonly model?: string;
};

/** Prices, who pays, and plans, as they are published; each answer is of one moment. */
export type PricingQueries = {
  readonly prices: (tenant: string) => Promise<TenantPrices>;
  /** Versions from 1. */
  readonly attribution: (
    tenant: string,
  ) => Promise<readonly { readonly policy: AttributionPolicy; readonly publishedAt: string }[]>;
  /** Of an account, in the order of the log. */
  readonly planChanges: (tenant: string, account: string) => Promise<readonly PlanChange[]>;
  /** The latest end of the invoices that are not void and end after an instant; undefined where there are none. */
  readonly billedTo: (by: BilledBy, after: EpochMs) => Promise<EpochMs | undefined>;
};
