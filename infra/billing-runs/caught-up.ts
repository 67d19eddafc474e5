import type { EventLog } from '../../domain/event-log.ts';
import { streamPrefix } from '../../domain/stream-name.ts';
import { lastOfOurs } from '../feed/log-tail.ts';
import { readCheckpoint } from '../postgres/checkpoint.ts';
import type { DatabaseConnection } from '../postgres/database.ts';
import type { ProgressWatch } from '../postgres/progress.ts';

/** Resolves to true when the read models hold all that is in the log at the time of the call, to false when that takes longer. */
export const caughtUp = async (
  {
    namespace,
    db,
    log,
    progress,
  }: {
    readonly namespace: string;
    readonly db: DatabaseConnection;
    readonly log: Pick<EventLog, 'follow'>;
    readonly progress: Pick<ProgressWatch, 'reached'>;
  },
  timeoutMs: number,
): Promise<boolean> => {
  const after = (await readCheckpoint(db)).position;
  const last = await lastOfOurs({ log, prefix: streamPrefix(namespace), after });
  return last === undefined || progress.reached(last, timeoutMs);
};
