import * as E from 'fp-ts/lib/Either.js';
import { ifBilled, unfit, type Decision } from '../pricing/decision.ts';
import type { Fault } from '../codec/faults.ts';
import { MeterKey } from '../meter/parts.ts';
import { instantText, type EpochMs } from '../time/instant.ts';
import { faultsOfModelChange } from './model-changes.ts';
import { holdingAt, type PlanChange, type Prices, type PublishedVersion } from './terms-of.ts';

type Subscribe = {
  readonly tenant: string;
  readonly account: `${'user' | 'group'}:${string}`;
  readonly plan: string;
  /** The default model at `from` where none is said. */
  readonly model: string | undefined;
  readonly from: EpochMs;
};

/** What a decision on the plan of an account looks at. */
export type Subscriptions = {
  readonly prices: Prices & { readonly withdrawn: ReadonlySet<string> };
  /** Of the account, in the order of the log. */
  readonly changes: readonly PlanChange[];
  /** The latest end of the account's invoices that stand and end after `from`. */
  readonly billedTo: EpochMs | undefined;
};

/** The versions that hold at some instant from `from` on. */
const versionsFrom = (
  versions: readonly PublishedVersion[],
  from: EpochMs,
): readonly PublishedVersion[] => {
  const held = holdingAt(versions, from);
  return versions.filter((version) => version === held || version.from > from);
};

/** What of a model and a plan is known in no version, whatever else is wrong; parts of any other shape are judged elsewhere. */
export const faultsOfChoice = (
  { models }: Pick<Prices, 'models'>,
  { model, plan }: { readonly model?: unknown; readonly plan?: unknown },
): readonly Fault[] => {
  const versions = MeterKey.is(model) ? models.get(model) : undefined;
  const offering = versions ?? [...models.values()].flat();
  const offered = offering.flatMap(({ pricing }) => pricing.plans);
  const where = versions === undefined ? 'any model' : String(model);
  return [
    ...(MeterKey.is(model) && versions === undefined
      ? [{ path: '/model', message: 'is no pricing model that is known' }]
      : []),
    ...(MeterKey.is(plan) && !offered.some(({ key }) => key === plan)
      ? [{ path: '/plan', message: `is no plan of ${where}` }]
      : []),
  ];
};

/** The change that holds at exactly this instant; undefined where nothing changes then. */
export const changeFrom = (changes: readonly PlanChange[], from: EpochMs): PlanChange | undefined =>
  changes.findLast((change) => change.from === from);

/** Puts an account on a plan from an instant on, until the next change that is there already. */
export const subscribe = (
  { tenant, account, plan, model: said, from }: Subscribe,
  { prices, changes, billedTo }: Subscriptions,
): Decision => {
  const model = said ?? holdingAt(prices.defaults, from)?.model;
  if (model === undefined) {
    const missing = {
      path: '/model',
      message: 'is missing: there is no default model at that time',
    };
    return E.left({ kind: 'unfit', faults: [missing, ...faultsOfChoice(prices, { plan })] });
  }
  const known = changeFrom(changes, from);
  if (known?.model === model && known.plan === plan) return E.right([]);
  const versions = prices.models.get(model);
  if (versions === undefined) {
    return E.left({ kind: 'unfit', faults: faultsOfChoice(prices, { model, plan }) });
  }
  if (prices.withdrawn.has(model)) return E.left({ kind: 'model-withdrawn', model });
  const offered = versionsFrom(versions, from).flatMap(({ pricing }) => pricing.plans);
  if (!offered.some(({ key }) => key === plan)) {
    const message = `is no plan of ${model} at that time or later`;
    return E.left(unfit('/plan', message));
  }
  const billed = ifBilled(from, billedTo);
  if (billed !== undefined) return E.left(billed);
  const faults = faultsOfModelChange(prices, [...changes, { from, model, plan }], from);
  if (faults.length > 0) return E.left({ kind: 'unfit', faults });
  const data = { tenant, account, model, plan, from: instantText(from) };
  return E.right([{ type: 'PlanSubscribed', data }]);
};
