import type { Basis, BilledPeriod } from '../billing/document.ts';
import { instantOf, type EpochMs } from '../time/instant.ts';
import { monthPeriod } from '../time/months.ts';
import type { Period } from '../time/window.ts';
import type { Plan, PricingVersion } from '../pricing/pricing-model.ts';
import { segmentsOf, stretchesOf, type Stretch, type Terms } from '../billing/terms.ts';

/** From an instant on an account is on a plan of a model; empty where its subscription ends. In the order of the log. */
export type PlanChange = { readonly from: EpochMs; readonly model: string; readonly plan: string };

/** A published version with its number and when it takes effect. */
export type PublishedVersion = {
  readonly version: number;
  readonly from: EpochMs;
  readonly pricing: PricingVersion;
};

/** A tenant's prices, at some event of the log. */
export type Prices = {
  readonly models: ReadonlyMap<string, readonly PublishedVersion[]>;
  /** In the order of the log. */
  readonly defaults: readonly { readonly from: EpochMs; readonly model: string }[];
};

/** The one that holds at an instant: the latest, and of several for one instant the last in the log. */
export const holdingAt = <Change extends { readonly from: EpochMs }>(
  changes: readonly Change[],
  at: EpochMs,
): Change | undefined =>
  changes.reduce<Change | undefined>(
    (held, change) =>
      change.from <= at && (held === undefined || change.from >= held.from) ? change : held,
    undefined,
  );

/** The model that an account is on at an instant; undefined where there is none. */
export const modelAt = (
  { defaults }: Pick<Prices, 'defaults'>,
  changes: readonly PlanChange[],
  at: EpochMs,
): string | undefined => {
  const model = holdingAt(changes, at)?.model;
  return model === undefined || model === '' ? holdingAt(defaults, at)?.model : model;
};

const versionAt = (
  versions: readonly PublishedVersion[],
  at: EpochMs,
): PublishedVersion | undefined => holdingAt(versions, at);

/** The plan of a model that an account is on at an instant: that of its subscription, else the model's default. */
export const planAt = (
  model: string,
  { plans, defaultPlan }: Pick<PricingVersion, 'plans' | 'defaultPlan'>,
  changes: readonly PlanChange[],
  at: EpochMs,
): Plan | undefined => {
  const held = holdingAt(changes, at);
  const named = held?.model === model ? plans.find(({ key }) => key === held.plan) : undefined;
  return named ?? plans.find(({ key }) => key === defaultPlan);
};

const stretchesIn = (
  period: Period,
  model: string,
  pricing: PricingVersion,
  changes: readonly PlanChange[],
): readonly Stretch[] => {
  const cuts = changes.map(({ from }) => from).filter((at) => period.from < at && at < period.to);
  const times = [period.from, ...new Set(cuts.sort((a, b) => a - b)), period.to];
  return times.slice(0, -1).flatMap((from, index) => {
    const plan = planAt(model, pricing, changes, from);
    return plan === undefined ? [] : [{ from, to: times[index + 1] ?? period.to, plan }];
  });
};

/** What an account pays by in a month (`YYYY-MM`) of the model that it is on; undefined where it is on none. */
export const termsOf = (
  prices: Prices,
  changes: readonly PlanChange[],
  month: string,
): Terms | undefined => {
  for (const [model, versions] of prices.models) {
    const zone = versions[0]?.pricing.timeZone;
    const period = zone === undefined ? undefined : monthPeriod(zone, month);
    if (period === undefined || modelAt(prices, changes, period.from) !== model) continue;
    const published = versionAt(versions, period.from);
    if (published === undefined) return undefined;
    const { version, pricing } = published;
    const stretches = stretchesOf(stretchesIn(period, model, pricing, changes));
    return {
      period: { ...period, month },
      model,
      version,
      pricing,
      segments: segmentsOf(stretches),
    };
  }
  return undefined;
};

/** What a period was rated by, by the basis that its documents keep; undefined where the log does not know it. */
export const termsBy = (
  { models }: Prices,
  { model, version, stretches }: Basis,
  { month, from, to }: BilledPeriod,
): Terms | undefined => {
  const published = models.get(model)?.find((each) => each.version === version);
  if (published === undefined) return undefined;
  const { pricing } = published;
  const onPlans = stretches.flatMap((stretch) => {
    const plan = pricing.plans.find(({ key }) => key === stretch.plan);
    return plan === undefined
      ? []
      : [{ from: instantOf(stretch.from), to: instantOf(stretch.to), plan }];
  });
  const period = { month, from: instantOf(from), to: instantOf(to) };
  return { period, model, version, pricing, segments: segmentsOf(onPlans) };
};
