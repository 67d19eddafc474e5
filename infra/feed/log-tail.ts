import type { EventLog, LogSlice, RecordedEvent } from '../../domain/event-log.ts';

type Tail = {
  readonly log: Pick<EventLog, 'follow'>;
  readonly prefix: string;
  readonly after: bigint | undefined;
};

/** The slices after a position, up to the end of the log as it is now. */
async function* slicesToTheEnd({ log, prefix, after }: Tail): AsyncGenerator<LogSlice> {
  const done = new AbortController();
  try {
    for await (const slice of log.follow({
      prefix,
      after,
      maxEvents: 2_000,
      signal: done.signal,
    })) {
      yield slice;
      if (slice.caughtUp) return;
    }
  } finally {
    done.abort();
  }
}

/**
 * The position of the last of our events in the log; `after` where there is none behind it. Not the end of the log: on a
 * shared store that is somebody else's, and no checkpoint may ever say it.
 */
export const lastOfOurs = async (tail: Tail): Promise<bigint | undefined> => {
  let last = tail.after;
  for await (const { events } of slicesToTheEnd(tail)) last = events.at(-1)?.position ?? last;
  return last;
};

/** The first of our events behind a position; undefined where there is none. */
export const firstOfOurs = async (tail: Tail): Promise<RecordedEvent | undefined> => {
  for await (const { events } of slicesToTheEnd(tail)) {
    if (events[0] !== undefined) return events[0];
  }
  return undefined;
};
