import { sql, type Kysely } from 'kysely';
import type { AttributionPolicy } from '../../../domain/attribution/policy.ts';
import { shippedMeters, type Meter } from '../../../domain/meter/meter.ts';
import type { PricingVersion } from '../../../domain/pricing/pricing-model.ts';
import type {
  PlanChange,
  Prices,
  PublishedVersion,
} from '../../../domain/subscription/terms-of.ts';
import { textArray } from '../binary-array.ts';
import type { Database } from '../database.ts';
import { meterIn } from '../live-meters.ts';

type At = { readonly tenant: string; readonly sequence: bigint };

/** Prices with when each version was published (RFC 3339). */
type PublishedPrices = Pick<Prices, 'defaults'> & {
  readonly models: ReadonlyMap<
    string,
    readonly (PublishedVersion & { readonly publishedAt: string })[]
  >;
};

/** A tenant's prices at an event of the log. */
export const pricesAt = async (
  moment: Kysely<Database>,
  { tenant, sequence }: At,
): Promise<PublishedPrices> => {
  const versions = await moment
    .selectFrom('read.pricing_versions')
    .select(['model', 'version', 'effective_from', 'pricing', 'recorded_at'])
    .where('tenant', '=', tenant)
    .where('sequence', '<=', String(sequence))
    .orderBy('model')
    .orderBy('version')
    .execute();
  const defaults = await moment
    .selectFrom('read.default_models')
    .select(['from_at', 'model'])
    .where('tenant', '=', tenant)
    .where('sequence', '<=', String(sequence))
    .orderBy('sequence')
    .execute();
  const published = versions.map(({ model, version, effective_from, pricing, recorded_at }) => ({
    model,
    version: Number(version),
    from: Number(effective_from),
    // It was decoded before it was stored.
    pricing: JSON.parse(pricing) as PricingVersion,
    publishedAt: recorded_at,
  }));
  return {
    models: Map.groupBy(published, ({ model }) => model),
    defaults: defaults.map(({ from_at, model }) => ({ from: Number(from_at), model })),
  };
};

/** Who pays, by the versions from 1, at an event of the log. */
export const attributionAt = async (
  moment: Kysely<Database>,
  { tenant, sequence }: At,
): Promise<readonly AttributionPolicy[]> => {
  const rows = await moment
    .selectFrom('read.attribution_versions')
    .select('policy')
    .where('tenant', '=', tenant)
    .where('sequence', '<=', String(sequence))
    .orderBy('version')
    .execute();
  return rows.map(({ policy }) => JSON.parse(policy) as AttributionPolicy);
};

/** Every meter that a price may name at an event of the log: those that all have, and the tenant's own. */
export const metersAt = async (
  moment: Kysely<Database>,
  { tenant, sequence }: At,
): Promise<{ readonly shared: readonly Meter[]; readonly own: readonly Meter[] }> => {
  const rows = await moment
    .selectFrom('read.meters')
    .select('definition')
    .where('tenant', '=', tenant)
    .where('sequence', '<=', String(sequence))
    .execute();
  return { shared: shippedMeters, own: rows.map(({ definition }) => meterIn(definition)) };
};

/** What these accounts were subscribed to and when, at an event of the log, in its order. */
export const planChanges = async (
  moment: Kysely<Database>,
  { tenant, sequence }: At,
  accounts: readonly string[],
): Promise<ReadonlyMap<string, readonly PlanChange[]>> => {
  const { rows } = await sql<{
    readonly account: string;
    readonly from_at: string;
    readonly model: string;
    readonly plan: string;
  }>`
    select account, from_at, model, plan from read.subscriptions
    where tenant = ${tenant} and account = any(${textArray(accounts)}::text[])
      and sequence <= ${String(sequence)}
    order by sequence`.execute(moment);
  const changes = rows.map(({ account, from_at, model, plan }) => ({
    account,
    from: Number(from_at),
    model,
    plan,
  }));
  return Map.groupBy(changes, ({ account }) => account);
};
