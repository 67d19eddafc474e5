import type { Account } from '../../domain/account.ts';
import type { Meter } from '../../domain/meter/meter.ts';
import type { RequestFault } from '../problem.ts';

/**
 * A user's usage is told apart by group and a group's by subject; the other way round there is nothing to tell apart.
 * Either is told apart by the dimensions of the meter.
 */
export const faultsOfGrouping = (
  { kind }: Account,
  groupBy: string | undefined,
  { dimensions = [] }: Pick<Meter, 'dimensions'>,
): readonly RequestFault[] => {
  const known = [kind === 'user' ? 'group' : 'subject', ...dimensions];
  if (groupBy === undefined || known.includes(groupBy)) return [];
  const message =
    known.length === 1
      ? `must be ${known.join()} for a ${kind}`
      : `must be one of ${known.join(', ')} for a ${kind} and this meter`;
  return [{ in: 'query', path: '/groupBy', message }];
};
