import * as E from 'fp-ts/lib/Either.js';
import type { Decision } from './decision.ts';

type WithdrawModel = { readonly tenant: string; readonly model: string };
type Withdrawable = { readonly isPublished: boolean; readonly isWithdrawn: boolean };

/** A model is withdrawn once and for good; who is on it stays. */
export const withdrawModel = (
  { tenant, model }: WithdrawModel,
  { isPublished, isWithdrawn }: Withdrawable,
): Decision => {
  if (!isPublished) return E.left({ kind: 'unknown-model', model });
  return E.right(isWithdrawn ? [] : [{ type: 'PricingModelWithdrawn', data: { tenant, model } }]);
};
