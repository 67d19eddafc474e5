import * as E from 'fp-ts/lib/Either.js';
import type { AppendAtRevision, EventLog } from '../../domain/event-log.ts';

/** The read models are too far behind to decide by them. */
export type TooLate = { readonly rejection: 'too-late' };

/** What was decided: the result, and the events that record it; none where they were recorded before. */
type Decided<Rejection, Result> = E.Either<
  Rejection,
  { readonly result: Result; readonly append: AppendAtRevision | undefined }
>;

export type RecordDeps = {
  readonly appendAt: EventLog['appendAt'];
  /** Resolves to true when the read models hold all that is in the log at the call, to false when that takes too long. */
  readonly caughtUp: () => Promise<boolean>;
};

// Of those who write to one stream at once one succeeds each time.
const attemptsMax = 100;

/**
 * Records what is decided by the read models at the revision that they stand at. Where somebody else was first, it is decided
 * again by read models that know of that, so that no two decisions are made of one state. `position` is that of
 * the last event; undefined where nothing was to be recorded.
 */
export const recordDecided = async <Rejection, Result>(
  { appendAt, caughtUp }: RecordDeps,
  decide: () => Promise<Decided<Rejection, Result>>,
): Promise<
  E.Either<Rejection | TooLate, { readonly result: Result; readonly position: bigint | undefined }>
> => {
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const decided = await decide();
    if (E.isLeft(decided)) return decided;
    const { result, append } = decided.right;
    if (append === undefined) return E.right({ result, position: undefined });
    const appended = await appendAt(append);
    if (appended.outcome === 'appended') return E.right({ result, position: appended.position });
    if (!(await caughtUp())) break;
  }
  return E.left({ rejection: 'too-late' });
};
