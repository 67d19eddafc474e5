import { canonicalJson } from '../../../domain/canonical-json.ts';
import type { Basis, BilledPeriod, Span } from '../../../domain/billing/document.ts';
import type { Plan, PricingVersion } from '../../../domain/pricing/pricing-model.ts';
import type { Charge } from '../../../domain/rating/charge.ts';
import { eventsOf, type Known } from './known.ts';
import { monthIn, timeText } from './month.ts';
import { lastAttribution, startOf } from './payers.ts';
import { cutAt, windowOf } from './window.ts';

// Rules 16 to 18: which month, which model and version, which plan from when to when.

export type Stretch = Basis['stretches'][number];

/** A month that an account is billed for, and by what. */
export type Billed = {
  readonly period: BilledPeriod;
  readonly basis: Basis;
  readonly currency: string;
  readonly timeZone: string;
};

type Published = { readonly version: number; readonly pricing: PricingVersion };

/** The versions of a model, each as it was published first. */
export const versionsOf = (known: Known, model: string): readonly Published[] => {
  const published = eventsOf(known, 'PricingModelPublished').filter((one) => one.model === model);
  return [...Map.groupBy(published, ({ version }) => version).values()].flatMap((same) =>
    same.slice(0, 1),
  );
};

type FromSome = { readonly from: string };

/** Of what holds from an instant on, that of the latest at t; of one instant the last in the log. */
const inForceAt = <T extends FromSome>(all: readonly T[], t: number): T | undefined =>
  all
    .filter(({ from }) => Date.parse(from) <= t)
    .toSorted((a, b) => Date.parse(a.from) - Date.parse(b.from))
    .at(-1);

/** What was said of the plan of an account: the plan it is on, or none from then on. */
const saidOf = (known: Known, account: string) =>
  known.log.flatMap((entry) =>
    entry.kind === 'ledger' &&
    (entry.type === 'PlanSubscribed' || entry.type === 'SubscriptionEnded') &&
    entry.data.tenant === known.tenant &&
    entry.data.account === account
      ? [entry]
      : [],
  );

/** The model that an account is on, and the plan; a plan that is undefined is the default one. */
const planAt = (known: Known, account: string, t: number) => {
  const said = saidOf(known, account).map((entry) => ({ entry, from: entry.data.from }));
  const last = inForceAt(said, t)?.entry;
  if (last?.type === 'PlanSubscribed') return { model: last.data.model, plan: last.data.plan };
  const model = inForceAt(eventsOf(known, 'DefaultModelSet'), t)?.model;
  return model === undefined ? undefined : { model, plan: undefined };
};

const startsIn = (known: Known, account: string): readonly number[] =>
  [...saidOf(known, account).map(({ data }) => data), ...eventsOf(known, 'DefaultModelSet')].map(
    ({ from }) => Date.parse(from),
  );

/** Neighbours that are alike are one. */
const joined = <T extends Span>(
  all: readonly T[],
  areAlike: (a: T, b: T) => boolean,
): readonly T[] =>
  all.reduce<readonly T[]>((done, next) => {
    const last = done.at(-1);
    return last !== undefined && areAlike(last, next)
      ? [...done.slice(0, -1), { ...last, to: next.to }]
      : [...done, next];
  }, []);

/** Which plan from when to when. Where the account is on another model, it stays on the plan it was on. */
const stretchesOf = (
  known: Known,
  account: string,
  { model, period, defaultPlan }: { model: string; period: BilledPeriod; defaultPlan: string },
): readonly Stretch[] => {
  let plan = defaultPlan;
  const pieces = cutAt(windowOf(period), startsIn(known, account)).map(({ from, to }) => {
    const now = planAt(known, account, from);
    if (now?.model === model) plan = now.plan ?? defaultPlan;
    return { from: timeText(from), to: timeText(to), plan };
  });
  return joined(pieces, (a, b) => a.plan === b.plan);
};

/** What a month of an account is billed by at S; undefined where nothing is billed. */
export const billedBy = (known: Known, account: string, month: string): Billed | undefined => {
  const models = new Set(eventsOf(known, 'PricingModelPublished').map(({ model }) => model));
  const found = [...models].flatMap((model): readonly Billed[] => {
    const versions = versionsOf(known, model);
    const timeZone = versions[0]?.pricing.timeZone ?? 'UTC';
    const period = monthIn(month, timeZone);
    const begin = windowOf(period).from;
    if (planAt(known, account, begin)?.model !== model) return [];
    const inForce = versions
      .filter(({ pricing }) => startOf(pricing) <= begin)
      .toSorted((a, b) => startOf(a.pricing) - startOf(b.pricing))
      .at(-1);
    if (inForce === undefined) return [];
    const { currency, defaultPlan } = inForce.pricing;
    const stretches = stretchesOf(known, account, { model, period, defaultPlan });
    const { version } = inForce;
    const basis = { model, version, attribution: lastAttribution(known), stretches };
    return [{ period, basis, currency, timeZone }];
  });
  if (found.length > 1) throw new Error(`${account} is on two models in ${month}`);
  return found[0];
};

/** A version as it is pinned. */
export const pinned = (known: Known, { model, version }: Basis): PricingVersion => {
  const found = versionsOf(known, model).find((one) => one.version === version);
  if (found === undefined) throw new Error(`${model} has no version ${version}`);
  return found.pricing;
};

export const planNamed = ({ plans }: PricingVersion, key: string): Plan => {
  const plan = plans.find((one) => one.key === key);
  if (plan === undefined) throw new Error(`there is no plan ${key}`);
  return plan;
};

/** Stretches whose charges are the same, side by side. */
export type Segment = Span & {
  readonly charges: readonly Charge[];
  readonly stretches: readonly (Span & { readonly plan: Plan })[];
};

export const segmentsOf = (pricing: PricingVersion, basis: Basis): readonly Segment[] => {
  const stretches = basis.stretches.map(({ from, to, plan }) => ({
    from,
    to,
    plan: planNamed(pricing, plan),
  }));
  const chargesText = ({ plan }: { readonly plan: Plan }): string => canonicalJson(plan.charges);
  const spans = joined(stretches, (a, b) => chargesText(a) === chargesText(b));
  return spans.map(({ from, to, plan: { charges } }) => ({
    from,
    to,
    charges,
    stretches: stretches.filter((one) => from <= one.from && one.to <= to),
  }));
};
