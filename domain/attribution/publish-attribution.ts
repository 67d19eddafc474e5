import * as E from 'fp-ts/lib/Either.js';
import { canonicalJson } from '../canonical-json.ts';
import { ifBilled, unfit, type Decision } from '../pricing/decision.ts';
import { instantOf, type EpochMs } from '../time/instant.ts';
import type { AttributionPolicy } from './policy.ts';

type PublishAttribution = { readonly tenant: string; readonly policy: AttributionPolicy };

type Attribution = {
  /** By number, from 1. */
  readonly policies: readonly AttributionPolicy[];
  /** The latest end of all invoices that stand and end after the policy takes effect. */
  readonly billedTo: EpochMs | undefined;
};

/** The number of the version that is this policy, word for word; undefined where none is. */
export const versionOfPolicy = (
  policies: readonly AttributionPolicy[],
  policy: AttributionPolicy,
): number | undefined => {
  const index = policies.findIndex((each) => canonicalJson(each) === canonicalJson(policy));
  return index < 0 ? undefined : index + 1;
};

/** A policy is published once, under the next number, and takes effect after all before it. */
export const publishAttribution = (
  { tenant, policy }: PublishAttribution,
  { policies, billedTo }: Attribution,
): Decision => {
  if (versionOfPolicy(policies, policy) !== undefined) return E.right([]);
  const last = policies.at(-1)?.effectiveFrom;
  const from = instantOf(policy.effectiveFrom);
  if (last !== undefined && from <= instantOf(last)) {
    return E.left(unfit('/effectiveFrom', `must be after ${last}, that of the latest version`));
  }
  const billed = ifBilled(from, billedTo);
  if (billed !== undefined) return E.left(billed);
  const version = policies.length + 1;
  return E.right([{ type: 'AttributionPublished', data: { tenant, version, policy } }]);
};
