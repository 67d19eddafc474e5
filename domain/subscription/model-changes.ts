import type { Fault } from '../codec/faults.ts';
import { instantText, type EpochMs } from '../time/instant.ts';
import { isMonthStart, nearestMonthStart } from '../time/months.ts';
import { modelAt, type PlanChange, type Prices } from './terms-of.ts';

/** The time zone of a model; undefined where it has no version. */
const zoneOf = ({ models }: Pick<Prices, 'models'>, model: string): string | undefined =>
  models.get(model)?.[0]?.pricing.timeZone;

/** Why the model cannot change from one to another at an instant; undefined where it can. */
const obstacle = (
  prices: Prices,
  at: EpochMs,
  before: string | undefined,
  after: string | undefined,
): string | undefined => {
  if (before === after) return undefined;
  const zones = [before, after].flatMap((model) =>
    model === undefined ? [] : (zoneOf(prices, model) ?? []),
  );
  const zone = zones.find((each) => !isMonthStart(each, at));
  if (zone === undefined) return undefined;
  const change = `from ${before ?? 'no model'} to ${after ?? 'no model'}`;
  const meant = instantText(nearestMonthStart(zone, at));
  return `would change ${change} within a month of ${zone}: take the beginning of one, such as ${meant}`;
};

/**
 * What is wrong with a change at `from`, where a month is billed by one model: the model may change at the beginnings of
 * months only, of the one before and of the one after; and so may the change that follows, which now follows this one.
 */
export const faultsOfModelChange = (
  prices: Prices,
  changes: readonly PlanChange[],
  from: EpochMs,
): readonly Fault[] => {
  const next = [...changes, ...prices.defaults]
    .map((change) => change.from)
    .filter((at) => at > from)
    .sort((a, b) => a - b)
    .at(0);
  const here = obstacle(
    prices,
    from,
    modelAt(prices, changes, from - 1),
    modelAt(prices, changes, from),
  );
  if (here !== undefined) return [{ path: '/from', message: here }];
  if (next === undefined) return [];
  const there = obstacle(
    prices,
    next,
    modelAt(prices, changes, next - 1),
    modelAt(prices, changes, next),
  );
  return there === undefined
    ? []
    : [{ path: '/from', message: `leads to a change at ${instantText(next)} that ${there}` }];
};
