import type { PricingVersion } from '../../../../domain/pricing/pricing-model.ts';
import type { PublishedVersion } from '../../../../domain/subscription/terms-of.ts';
import { instantOf } from '../../../../domain/time/instant.ts';

/** A version in euros with a plan for each of these keys, the first being the default. */
export const pricingOf = (
  effectiveFrom: string,
  plans: readonly string[] = ['free'],
  timeZone = 'UTC',
): PricingVersion => ({
  currency: 'EUR',
  timeZone,
  effectiveFrom: new Date(effectiveFrom).toISOString(),
  defaultPlan: plans[0] ?? '',
  graceDays: 0,
  plans: plans.map((key) => ({ key, baseFee: '0', charges: [], quotas: [] })),
});

/** Versions from 1. */
export const versionsOf = (...pricing: readonly PricingVersion[]): readonly PublishedVersion[] =>
  pricing.map((each, index) => ({
    version: index + 1,
    from: instantOf(each.effectiveFrom),
    pricing: each,
  }));

type Defaults = readonly (readonly [model: string, from: string])[];

/** The prices of a tenant with these models, default models and models that are withdrawn. */
export const pricesOf = (
  models: Readonly<Record<string, readonly PublishedVersion[]>>,
  defaults: Defaults = [],
  withdrawn: readonly string[] = [],
) => ({
  models: new Map(Object.entries(models)),
  defaults: defaults.map(([model, from]) => ({ model, from: instantOf(from) })),
  withdrawn: new Set(withdrawn),
});
