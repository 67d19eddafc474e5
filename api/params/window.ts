import * as E from 'fp-ts/lib/Either.js';
import { oneOf } from '../../domain/codec/refined.ts';
import { cutIntoWindows, type Period, type WindowSize } from '../../domain/time/window.ts';
import type { RequestFault } from '../problem.ts';

/** Into what a period is cut, at the calendar's boundaries in UTC. */
export const Window = oneOf('Window', 'hour', 'day', 'month');

/**
 * The windows of a period, one being the whole of it where no size is said; left: the period is none, or the windows are
 * too many.
 */
export const windowsOf = (
  period: Period,
  size: WindowSize | undefined,
  limit: number,
): E.Either<RequestFault, readonly Period[]> => {
  if (period.from >= period.to) {
    return E.left({ in: 'query', path: '/to', message: 'must be after from' });
  }
  if (size === undefined) return E.right([period]);
  const windows = cutIntoWindows(period, size, limit);
  return windows === undefined
    ? E.left({ in: 'query', path: '/window', message: `makes more than ${limit} windows` })
    : E.right(windows);
};
