import type { Logger } from 'pino';
import { streamPrefix } from '../domain/stream-name.ts';
import type { Settings } from './config/settings.ts';
import { pause } from './eventstore/pause.ts';
import { lastOfOurs } from './feed/log-tail.ts';
import type { Stores } from './open-stores.ts';
import { readCheckpoint } from './postgres/checkpoint.ts';
import type { ProgressWatch } from './postgres/progress.ts';

// As long as a timer can be set for.
const endlessMs = 2 ** 31 - 1;
const retryAfterMs = 1_000;

/**
 * Resolves to true when the fact index holds all that is in the log at the time of the call, whoever fills it; to false
 * when `signal` aborts before. Outages are waited out.
 */
export const indexComplete = async (
  { namespace }: Settings,
  { log, db }: Stores,
  progress: ProgressWatch,
  { signal, logger }: { readonly signal: AbortSignal; readonly logger: Logger },
): Promise<boolean> => {
  const isStopped = (): boolean => signal.aborted;
  while (!isStopped()) {
    try {
      const after = (await readCheckpoint(db)).position;
      const last = await lastOfOurs({ log, prefix: streamPrefix(namespace), after });
      if (last === undefined || (await progress.reached(last, endlessMs))) return true;
    } catch (error) {
      // Stopping closes what is asked here.
      if (!isStopped()) logger.warn({ err: error }, 'the end of the log cannot be found');
    }
    await pause(retryAfterMs, signal);
  }
  return false;
};
