import type { AppendAtRevision } from '../../domain/event-log.ts';
import { contentsOf, streamIn, type MovedEvent } from './moved-event.ts';

/** An event and the size of its line, which is more than its data and metadata take in the store. */
export type WeighedEvent = { readonly event: MovedEvent; readonly bytes: number };

const eventsMax = 1_000;
// The store takes 1 MiB at once by default.
const bytesMax = 768 * 1024;

/**
 * Cuts events of the log, in their order, into appends: each holds events of one stream that follow one another in the
 * log, so that appends which are sent one after another give the same order over all streams.
 */
export function* runsOf(
  namespace: string,
  events: readonly WeighedEvent[],
): Generator<AppendAtRevision> {
  let run: WeighedEvent[] = [];
  let runBytes = 0;
  for (const weighed of events) {
    const first = run[0];
    const isFull = run.length >= eventsMax || runBytes + weighed.bytes > bytesMax;
    if (first !== undefined && (first.event.stream !== weighed.event.stream || isFull)) {
      yield appendOf(namespace, first, run);
      run = [];
      runBytes = 0;
    }
    run.push(weighed);
    runBytes += weighed.bytes;
  }
  if (run[0] !== undefined) yield appendOf(namespace, run[0], run);
}

const appendOf = (
  namespace: string,
  { event: first }: WeighedEvent,
  run: readonly WeighedEvent[],
): AppendAtRevision => ({
  stream: streamIn(namespace, first),
  after: BigInt(first.revision) - 1n,
  events: run.map(({ event }) => ({ id: event.id, type: event.type, ...contentsOf(event) })),
});
