import * as E from 'fp-ts/lib/Either.js';
import type { Decision, Rejection } from '../../domain/pricing/decision.ts';
import type { Deps } from '../deps.ts';
import { waitForPosition } from '../http/wait-for-position.ts';
import { problem, type Problem } from '../problem.ts';

export type RecordDeps = Pick<Deps, 'pricingBook' | 'progress' | 'limits'>;

/** What a decision comes to, and how many events the stream has that it goes to, as far as it looked at them. */
export type Decided = { readonly decision: Decision; readonly known: number };

// Each time somebody else was first. More than this at one moment is no accident.
const attemptsMax = 10;

/**
 * Decides by what is known and records that, at the place in the stream that it was decided for. Where somebody else was
 * first, it is decided again by what is known then. Right: whether anything was recorded, which the read models hold by then.
 */
export const decideAndRecord = async (
  deps: RecordDeps,
  decide: () => Promise<Decided>,
  told: (rejection: Rejection) => Problem,
): Promise<E.Either<Problem, 'recorded' | 'known'>> => {
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const { decision, known } = await decide();
    if (E.isLeft(decision)) return E.left(told(decision.left));
    const [event] = decision.right;
    if (event === undefined) return E.right('known');
    const outcome = await deps.pricingBook.record(event, known);
    const isIn = outcome.outcome === 'appended';
    const after = isIn ? outcome.position : await deps.pricingBook.last();
    const late = await waitForPosition(deps, { after });
    if (late !== undefined) return E.left(late);
    if (isIn) return E.right('recorded');
  }
  const detail = `Others changed the same thing at the same moment, ${attemptsMax} times. Ask again.`;
  return E.left(problem(409, 'changed-meanwhile', detail));
};
