import type { Deps } from '../deps.ts';
import { problem, type Problem } from '../problem.ts';

/**
 * Where a query says `after`, waits until the read models hold everything up to that position; the problem where that
 * takes too long, since an answer without what was asked for would be wrong.
 */
export const waitForPosition = async (
  { progress, limits }: Pick<Deps, 'progress' | 'limits'>,
  query: unknown,
): Promise<Problem | undefined> => {
  if (typeof query !== 'object' || query === null || !('after' in query)) return undefined;
  const { after } = query;
  if (typeof after !== 'bigint' || (await progress.reached(after, limits.waitMs))) return undefined;
  return problem(
    504,
    'not-there-yet',
    `The read models did not reach position ${after} within ${limits.waitMs} ms. Ask again.`,
  );
};
