import type { FactRules } from '../../domain/fact/decode-fact.ts';
import type { Deps } from '../deps.ts';

/** What facts of a tenant are checked against at this moment. */
export const rulesNow = (
  { now, limits }: Pick<Deps, 'now' | 'limits'>,
  tenant: string,
): FactRules => ({
  tenant,
  earliest: limits.earliest,
  latest: now() + limits.futureMs,
});
