import type { EventLog, LogSlice, RecordedEvent } from '../../../domain/event-log.ts';

type Until = (slice: LogSlice, events: readonly RecordedEvent[]) => boolean;

/** Follows until `isEnough`, and gives back the slices. */
export const slicesUntil = async (
  log: EventLog,
  from: { prefix: string; after?: bigint; maxEvents?: number },
  isEnough: Until,
): Promise<LogSlice[]> => {
  const stop = new AbortController();
  const slices: LogSlice[] = [];
  const events: RecordedEvent[] = [];
  const { prefix, after, maxEvents = 500 } = from;
  for await (const slice of log.follow({ prefix, after, maxEvents, signal: stop.signal })) {
    slices.push(slice);
    events.push(...slice.events);
    if (isEnough(slice, events)) stop.abort();
  }
  return slices;
};

/** What the log holds under a prefix now, read in one go. */
export const eventsUnder = async (log: EventLog, prefix: string, after?: bigint) => {
  const from = after === undefined ? { prefix } : { prefix, after };
  const slices = await slicesUntil(log, from, (slice) => slice.caughtUp);
  return slices.flatMap((slice) => slice.events);
};

/** Follows in the background; `count` resolves when that many events have come. */
export const startFollowing = (log: EventLog, prefix: string) => {
  const stop = new AbortController();
  const events: RecordedEvent[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const run = async () => {
    const from = { prefix, after: undefined, maxEvents: 200, signal: stop.signal };
    for await (const slice of log.follow(from)) {
      events.push(...slice.events);
      for (const { resolve } of waiting.filter(({ count }) => count <= events.length)) resolve();
    }
  };
  const ended = run();
  return {
    events,
    count: (count: number) =>
      Promise.race([
        new Promise<void>((resolve) => {
          if (events.length >= count) resolve();
          else waiting.push({ count, resolve });
        }),
        ended.then(() => {
          throw new Error(`ended after ${events.length} of ${count} events`);
        }),
      ]),
    stop: async () => {
      stop.abort();
      await ended;
    },
  };
};
