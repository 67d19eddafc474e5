import { sql, type Kysely } from 'kysely';
import type { AttributionPolicy } from '../../../domain/attribution/policy.ts';
import type { PlanChange } from '../../../domain/subscription/terms-of.ts';
import type { EpochMs } from '../../../domain/time/instant.ts';
import { planChanges, pricesAt } from '../billing/prices.ts';
import type { Database } from '../database.ts';

// Behind every event.
const always = 2n ** 63n - 1n;

/** A tenant's pricing models and default models, and which models are withdrawn. */
export const prices = async (moment: Kysely<Database>, tenant: string) => {
  const withdrawn = await moment
    .selectFrom('read.withdrawn_models')
    .select('model')
    .where('tenant', '=', tenant)
    .execute();
  return {
    ...(await pricesAt(moment, { tenant, sequence: always })),
    withdrawn: new Set(withdrawn.map(({ model }) => model)),
  };
};

/** The versions of who pays, from 1. */
export const attribution = async (moment: Kysely<Database>, tenant: string) => {
  const rows = await moment
    .selectFrom('read.attribution_versions')
    .select(['policy', 'recorded_at'])
    .where('tenant', '=', tenant)
    .orderBy('version')
    .execute();
  return rows.map(({ policy, recorded_at }) => ({
    // It was decoded before it was stored.
    policy: JSON.parse(policy) as AttributionPolicy,
    publishedAt: recorded_at,
  }));
};

/** What an account was subscribed to and when, in the order of the log. */
export const planChangesOf = async (
  moment: Kysely<Database>,
  tenant: string,
  account: string,
): Promise<readonly PlanChange[]> => {
  const changes = await planChanges(moment, { tenant, sequence: always }, [account]);
  return changes.get(account) ?? [];
};

type BilledBy = { readonly tenant: string; readonly account?: string; readonly model?: string };

/**
 * The latest end of the documents that are not void and end after an instant; undefined where there are none. Which model
 * one is by stands in itself, so that few are looked into: those that end later.
 */
export const billedTo = async (
  moment: Kysely<Database>,
  { tenant, account, model }: BilledBy,
  after: EpochMs,
): Promise<EpochMs | undefined> => {
  const ofAccount = account === undefined ? sql`true` : sql`d.account = ${account}`;
  const byModel =
    model === undefined ? sql`true` : sql`d.document::json -> 'basis' ->> 'model' = ${model}`;
  const { rows } = await sql<{ readonly to_at: string | null }>`
    select max(d.to_at) as to_at from read.billing_documents d
    where d.tenant = ${tenant} and d.to_at > ${after} and ${ofAccount} and ${byModel}
      and not exists (
        select from read.voided_documents v where (v.tenant, v.number) = (d.tenant, d.number)
      )`.execute(moment);
  const last = rows[0]?.to_at ?? undefined;
  return last === undefined ? undefined : Number(last);
};
