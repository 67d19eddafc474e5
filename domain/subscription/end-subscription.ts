import * as E from 'fp-ts/lib/Either.js';
import { ifBilled, type Decision } from '../pricing/decision.ts';
import { instantText, type EpochMs } from '../time/instant.ts';
import { faultsOfModelChange } from './model-changes.ts';
import type { Subscriptions } from './subscribe.ts';
import { holdingAt } from './terms-of.ts';

type EndSubscription = {
  readonly tenant: string;
  readonly account: `${'user' | 'group'}:${string}`;
  readonly from: EpochMs;
};

/** Puts an account on the default plan of the default model from an instant on, until the next change that is there already. */
export const endSubscription = (
  { tenant, account, from }: EndSubscription,
  { prices, changes, billedTo }: Subscriptions,
): Decision => {
  if ((holdingAt(changes, from)?.plan ?? '') === '') return E.right([]);
  const billed = ifBilled(from, billedTo);
  if (billed !== undefined) return E.left(billed);
  const faults = faultsOfModelChange(prices, [...changes, { from, model: '', plan: '' }], from);
  if (faults.length > 0) return E.left({ kind: 'unfit', faults });
  return E.right([
    { type: 'SubscriptionEnded', data: { tenant, account, from: instantText(from) } },
  ]);
};
