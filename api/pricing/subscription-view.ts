import * as t from 'io-ts';
import { AccountName } from '../../domain/account.ts';
import { closed } from '../../domain/codec/closed.ts';
import { MeterKey } from '../../domain/meter/parts.ts';
import {
  holdingAt,
  modelAt,
  planAt,
  type PlanChange,
  type Prices,
} from '../../domain/subscription/terms-of.ts';
import { instantText, type EpochMs } from '../../domain/time/instant.ts';
import { annotated } from '../annotated.ts';
import { TimeText } from '../answer-parts.ts';

const CurrentPlan = closed(
  'CurrentPlan',
  { model: MeterKey, plan: MeterKey },
  {
    since: annotated(TimeText, {
      description: 'Since when it is subscribed to; absent where it is the default of all',
    }),
  },
);

const PlanChangeView = closed(
  'PlanChange',
  { from: TimeText },
  {
    model: annotated(MeterKey, { description: 'Absent where the subscription ends' }),
    plan: annotated(MeterKey, { description: 'Absent where the subscription ends' }),
  },
);

/** The plan of an account now, and its subscriptions. */
export const SubscriptionView = closed(
  'Subscription',
  {
    account: AccountName,
    history: annotated(t.readonlyArray(PlanChangeView), {
      description: 'Up to now, in order of time; what was replaced is not among it',
    }),
    coming: t.readonlyArray(PlanChangeView),
  },
  { current: annotated(CurrentPlan, { description: 'Absent where there is no price for it now' }) },
);
export type SubscriptionView = t.TypeOf<typeof SubscriptionView>;

const currentPlan = (
  prices: Prices,
  changes: readonly PlanChange[],
  now: EpochMs,
): t.TypeOf<typeof CurrentPlan> | undefined => {
  const model = modelAt(prices, changes, now);
  const version = model === undefined ? undefined : holdingAt(prices.models.get(model) ?? [], now);
  if (model === undefined || version === undefined) return undefined;
  const plan = planAt(model, version.pricing, changes, now);
  if (plan === undefined) return undefined;
  const held = holdingAt(changes, now);
  const since = held?.plan === plan.key ? { since: instantText(held.from) } : {};
  return { model, plan: plan.key, ...since };
};

/** The changes that hold, in order of time: of several for one instant the last in the log. */
const holding = (changes: readonly PlanChange[]): readonly PlanChange[] =>
  [...Map.groupBy(changes, ({ from }) => from).values()]
    .flatMap((each) => each.at(-1) ?? [])
    .sort((a, b) => a.from - b.from);

const changeView = ({ from, model, plan }: PlanChange): t.TypeOf<typeof PlanChangeView> =>
  plan === '' ? { from: instantText(from) } : { from: instantText(from), model, plan };

export const subscriptionView = (
  account: SubscriptionView['account'],
  prices: Prices,
  changes: readonly PlanChange[],
  now: EpochMs,
): SubscriptionView => {
  const current = currentPlan(prices, changes, now);
  const held = holding(changes);
  return {
    account,
    ...(current === undefined ? {} : { current }),
    history: held.filter(({ from }) => from <= now).map(changeView),
    coming: held.filter(({ from }) => from > now).map(changeView),
  };
};
