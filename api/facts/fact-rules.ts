import type { Acting } from '../auth/authenticate.ts';
import type { Deps } from '../deps.ts';
import { scopesOf, type IntakeRules } from './fact-scope.ts';

/** What facts that a caller sends are checked against at this moment. */
export const rulesNow = (
  { now, limits }: Pick<Deps, 'now' | 'limits'>,
  { caller, tenant }: Acting,
): IntakeRules => ({
  tenant,
  scopes: scopesOf(caller),
  earliest: limits.earliest,
  latest: now() + limits.futureMs,
});
