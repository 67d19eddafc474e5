import * as E from 'fp-ts/lib/Either.js';
import type { Fault } from '../codec/faults.ts';
import { faultsOfModelChange } from '../subscription/model-changes.ts';
import { instantText, type EpochMs } from '../time/instant.ts';
import { isMonthStart, monthPeriod, nearestMonthStart } from '../time/months.ts';
import type { Prices } from '../subscription/terms-of.ts';
import { ifBilled, unfit, type Decision } from './decision.ts';

type SetDefaultModel = {
  readonly tenant: string;
  readonly model: string;
  /** Since always where it is not said and there is no default model yet. */
  readonly from: EpochMs | undefined;
};

type Defaults = {
  readonly prices: Prices & { readonly withdrawn: ReadonlySet<string> };
  /** The latest end of all invoices that stand and end after `from`. */
  readonly billedTo: EpochMs | undefined;
};

/** Before everything that is billed. */
const always = '2000-01';

/** From when on a model is to be the default: where it is not said, since always. */
export const startOf = (
  { model, from }: Pick<SetDefaultModel, 'model' | 'from'>,
  { models }: Pick<Prices, 'models'>,
): EpochMs => {
  const zone = models.get(model)?.[0]?.pricing.timeZone ?? 'UTC';
  return from ?? monthPeriod(zone, always)?.from ?? 0;
};

const faultsOfFrom = (
  prices: Prices,
  { from, zone }: { readonly from: EpochMs; readonly zone: string },
): readonly Fault[] => {
  if (isMonthStart(zone, from)) return faultsOfModelChange(prices, [], from);
  const meant = instantText(nearestMonthStart(zone, from));
  const message = `must be the beginning of a month in ${zone}, such as ${meant}`;
  return [{ path: '/from', message }];
};

/** Puts accounts without a subscription on a model from the beginning of a month on. */
export const setDefaultModel = (
  command: SetDefaultModel,
  { prices, billedTo }: Defaults,
): Decision => {
  const { tenant, model } = command;
  const { models, defaults, withdrawn } = prices;
  const zone = models.get(model)?.[0]?.pricing.timeZone;
  if (zone === undefined) return E.left(unfit('/model', 'is no pricing model that is known'));
  const from = startOf(command, prices);
  if (defaults.findLast((each) => each.from === from)?.model === model) return E.right([]);
  if (withdrawn.has(model)) return E.left({ kind: 'model-withdrawn', model });
  if (command.from === undefined && defaults.length > 0) {
    return E.left(unfit('/from', 'is missing: there is a default model already'));
  }
  const billed = ifBilled(from, billedTo);
  if (billed !== undefined) return E.left(billed);
  const then = { ...prices, defaults: [...defaults, { from, model }] };
  const faults = faultsOfFrom(then, { from, zone });
  return faults.length > 0
    ? E.left({ kind: 'unfit', faults })
    : E.right([{ type: 'DefaultModelSet', data: { tenant, model, from: instantText(from) } }]);
};
