import { BACKWARDS, END } from '@eventstore/db-client';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { refusalOf } from './refusal.ts';
import { within } from './within.ts';

const ignore = () => undefined;

/**
 * One reading of the position of the last event of `$all`; 0n when there is none.
 * Throws `LogRefused` where reading `$all` is not allowed, and otherwise what the client threw or `AttemptTimedOut`.
 */
export const endOfLog = async (
  client: EventStoreDBClient,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<bigint> => {
  const last = client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 });
  // The client may emit an error when the iterator below has gone; without a listener that would end the process.
  last.on('error', ignore);
  try {
    const read = async () => {
      let position = 0n;
      // To the end of the answer: a call that is left half read counts as open with the client for ever.
      for await (const { commitPosition } of last) position = commitPosition ?? 0n;
      return position;
    };
    return await within(timeoutMs, read, signal);
  } catch (error) {
    throw refusalOf(error) ?? error;
  } finally {
    last.cancel().catch(ignore);
  }
};
