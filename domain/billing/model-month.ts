import type { PricingVersion } from '../pricing/pricing-model.ts';
import { instantOf, type EpochMs } from '../time/instant.ts';
import { monthAfter, monthPeriod } from '../time/months.ts';
import type { Period } from '../time/window.ts';

/** A pricing model as it bills a month: the version in force at the month's beginning, in the zone of the model. */
export type ModelMonth = {
  readonly model: string;
  readonly pricing: PricingVersion;
  readonly period: Period;
};

type Version = { readonly model: string; readonly pricing: PricingVersion };

const startOf = ({ pricing }: Version): EpochMs => instantOf(pricing.effectiveFrom);

/** The models that have a version for a month, by all versions there are: rule 17 of docs/billing.md. */
export const modelMonths = (versions: readonly Version[], month: string): readonly ModelMonth[] =>
  [...Map.groupBy(versions, ({ model }) => model)].flatMap(([model, ofModel]) => {
    const period = monthPeriod(ofModel[0]?.pricing.timeZone ?? 'UTC', month);
    const inForce = ofModel
      .filter((version) => period !== undefined && startOf(version) <= period.from)
      .reduce<Version | undefined>(
        (last, each) => (last === undefined || startOf(each) >= startOf(last) ? each : last),
        undefined,
      );
    return period === undefined || inForce === undefined
      ? []
      : [{ model, pricing: inForce.pricing, period }];
  });

/** The model that was set for an instant, by all that were set, in the order of the log. */
export const defaultModelAt = (
  defaults: readonly { readonly fromAt: EpochMs; readonly model: string }[],
  at: EpochMs,
): string | undefined =>
  defaults
    .filter(({ fromAt }) => fromAt <= at)
    .reduce<(typeof defaults)[number] | undefined>(
      (last, each) => (last === undefined || each.fromAt >= last.fromAt ? each : last),
      undefined,
    )?.model;

/** The first instant at which the days of grace after a month are over: the beginning of a day in the model's zone. */
export const graceEnd = (
  { pricing: { timeZone, graceDays } }: Pick<ModelMonth, 'pricing'>,
  month: string,
): EpochMs =>
  Temporal.PlainDate.from(`${monthAfter(month)}-01`)
    .add({ days: graceDays })
    .toZonedDateTime(timeZone).epochMilliseconds;
