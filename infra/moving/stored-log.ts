import { streamPrefix } from '../../domain/stream-name.ts';
import { aborted } from '../cli/interrupted.ts';
import type { LogSource, MovedSlice } from './log-source.ts';
import { movedEvent } from './moved-event.ts';
import { nameOf, openLog, type LogPlace, type OpenLog } from './open-log.ts';

type StoredLog = {
  readonly namespace: string;
  /** Goes on with what arrives, until the signal aborts or the installation is stopped. */
  readonly isFollowed?: boolean;
};

type Reading = StoredLog & { readonly after: bigint | undefined; readonly signal: AbortSignal };

const maxEvents = 2_000;

/** Slices of an open log and their positions. */
async function* read(
  { log, isOurs }: Pick<OpenLog, 'log' | 'isOurs'>,
  { namespace, isFollowed = false, after, signal }: Reading,
): AsyncGenerator<MovedSlice & { readonly position: bigint }> {
  // Whoever stops need not wait for a store that is away.
  const end = await Promise.race([log.end(), aborted(signal)]);
  if (end === undefined) return;
  const ended = new AbortController();
  const slices = log.follow({
    prefix: streamPrefix(namespace),
    after,
    maxEvents,
    signal: AbortSignal.any([signal, ended.signal]),
  });
  try {
    for await (const { events, position, caughtUp } of slices) {
      const atEnd = caughtUp || position >= end;
      yield {
        events: events.map((event) => movedEvent(namespace, event)),
        done: Math.min(Number(position), Number(end)),
        of: Number(end),
        atEnd,
        position,
      };
      // Where the node was started here, nothing can arrive any more.
      if (atEnd && (!isFollowed || isOurs)) return;
    }
  } finally {
    ended.abort();
  }
}

/** The log of an open store. */
export const openSource = (open: OpenLog, name: string, stored: StoredLog): LogSource => ({
  name,
  slices: async function* (signal) {
    const reading = { ...stored, after: undefined, signal: AbortSignal.any([signal, open.lost]) };
    yield* read(open, reading);
    if (!signal.aborted) open.lost.throwIfAborted();
  },
});

/**
 * The log at a place, opened for each reading. Where the service of an installation stops or starts again meanwhile, the
 * reading goes on behind the last event, from the service's new node or from one of its own.
 */
export const storedLog = (
  place: LogPlace,
  stored: StoredLog,
  say: (line: string) => void,
): LogSource => ({
  name: nameOf(place),
  slices: async function* (signal) {
    for (let after: bigint | undefined; ;) {
      await using open = await openLog(place, say);
      const stop = AbortSignal.any([signal, open.lost]);
      try {
        for await (const slice of read(open, { ...stored, after, signal: stop })) {
          yield slice;
          after = slice.position;
        }
      } catch (error) {
        if (!open.lost.aborted) throw error;
      }
      if (signal.aborted || !open.lost.aborted) return;
      if (open.isOurs || 'url' in place) throw open.lost.reason;
      say(`The service on ${nameOf(place)} has stopped: going on with its log.`);
    }
  },
});
