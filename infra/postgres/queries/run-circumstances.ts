import { sql, type Kysely } from 'kysely';
import {
  defaultModelAt,
  modelMonths,
  type ModelMonth,
} from '../../../domain/billing/model-month.ts';
import type { PricingVersion } from '../../../domain/pricing/pricing-model.ts';
import { int8Array, textArray } from '../binary-array.ts';
import type { Database } from '../database.ts';
import { billingRun, type RunRecord } from './billing-runs.ts';

type Db = Kysely<Database>;

/** All models that have a version for a month. */
const modelsFor = async (db: Db, tenant: string, month: string): Promise<readonly ModelMonth[]> => {
  const rows = await db
    .selectFrom('read.pricing_versions')
    .select(['model', 'pricing'])
    .where('tenant', '=', tenant)
    .orderBy('model')
    .orderBy('version')
    .execute();
  // As the ledger itself published it.
  const versions = rows.map(({ model, pricing }) => ({
    model,
    pricing: JSON.parse(pricing) as PricingVersion,
  }));
  return modelMonths(versions, month);
};

/** Those of the models that a subscription is on at some time in their month; of these accounts, or of any. */
const subscribed = async (
  db: Db,
  tenant: string,
  models: readonly ModelMonth[],
  accounts: readonly string[] | undefined,
): Promise<ReadonlySet<string>> => {
  const ofAccounts =
    accounts === undefined ? sql`true` : sql`account = any (${textArray(accounts)}::text[])`;
  const { rows } = await sql<{ readonly model: string }>`
    select distinct p.model
    from unnest(
      ${textArray(models.map(({ model }) => model))}::text[],
      ${int8Array(models.map(({ period }) => period.from))}::int8[],
      ${int8Array(models.map(({ period }) => period.to))}::int8[]
    ) as p (model, from_at, to_at)
    join (
      select model, from_at, lead(from_at) over (partition by account order by from_at, sequence) as until
      from read.subscriptions where tenant = ${tenant} and ${ofAccounts}
    ) s on s.model = p.model
    where s.from_at < p.to_at and (s.until is null or s.until > greatest(s.from_at, p.from_at))`.execute(
    db,
  );
  return new Set(rows.map(({ model }) => model));
};

/**
 * The models by which accounts may be billed in a month: the default one, also where all these accounts have subscriptions,
 * and those of subscriptions.
 */
const modelsInUse = async (
  db: Db,
  tenant: string,
  month: string,
  accounts: readonly string[] | undefined,
): Promise<readonly ModelMonth[]> => {
  const models = await modelsFor(db, tenant, month);
  if (models.length === 0) return [];
  const rows = await db
    .selectFrom('read.default_models')
    .select(['from_at', 'model'])
    .where('tenant', '=', tenant)
    .orderBy('sequence')
    .execute();
  const defaults = rows.map(({ from_at, model }) => ({ fromAt: Number(from_at), model }));
  const onPlans = await subscribed(db, tenant, models, accounts);
  return models.filter(
    ({ model, period }) => onPlans.has(model) || defaultModelAt(defaults, period.from) === model,
  );
};

/** Those of these accounts that have neither usage nor a place in a group nor a subscription nor a document. */
const unknownOf = async (
  db: Db,
  tenant: string,
  accounts: readonly string[],
): Promise<ReadonlySet<string>> => {
  const { rows } = await sql<{ readonly account: string }>`
    select account from unnest(${textArray(accounts)}::text[]) as asked (account)
    where not exists (select from read.accounts k where (k.tenant, k.account) = (${tenant}, asked.account))
      and not exists (select from read.memberships k where (k.tenant, k.member) = (${tenant}, asked.account))
      and not exists (select from read.subscriptions k where (k.tenant, k.account) = (${tenant}, asked.account))
      and not exists (select from read.billing_revisions k where (k.tenant, k.account) = (${tenant}, asked.account))
  `.execute(db);
  return new Set(rows.map(({ account }) => account));
};

/** What is known when a run is asked for; ask it at one moment. */
export const runCircumstances = async (
  db: Db,
  {
    tenant,
    run,
    month,
    accounts,
  }: {
    readonly tenant: string;
    readonly run: string;
    readonly month: string;
    readonly accounts: readonly string[] | undefined;
  },
): Promise<{
  readonly before: RunRecord | undefined;
  readonly unknown: ReadonlySet<string>;
  readonly models: readonly ModelMonth[];
}> => ({
  before: await billingRun(db, tenant, run),
  unknown: accounts === undefined ? new Set() : await unknownOf(db, tenant, accounts),
  models: await modelsInUse(db, tenant, month, accounts),
});
