import { invalidArgument, streamDeleted } from '../errors.ts';
import type { EventStore } from '../event-store.ts';
import type { JournalRow, Slice } from '../journal/journal.ts';
import { readableRange } from '../journal/stream-heads.ts';
import type { Start } from './read-request.ts';

/** Gives stretch after stretch of events; `atEnd` means that there are no more for now. */
export type Cursor = (maxEvents: number) => Slice;

const none: Slice = { rows: [], atEnd: true };

/** The log from a position (exclusive) to its end as it is at each call. */
export const followLog = (store: EventStore, after: number): Cursor => {
  let last = after;
  return (maxEvents) => {
    const slice = store.journal.forwards(last, store.lastPosition, maxEvents);
    last = lastOf(slice)?.position ?? last;
    return slice;
  };
};

/** The log forwards from a position (inclusive) to its end as it is now, for a read has to end. */
export const readLogForwards = (store: EventStore, start: Start): Cursor => {
  const end = store.lastPosition;
  let last = start === 'end' ? end : positionOf(store, start) - 1;
  return (maxEvents) => {
    const slice = store.journal.forwards(last, end, maxEvents);
    last = lastOf(slice)?.position ?? last;
    return slice;
  };
};

/** The log backwards from a position (exclusive). */
export const readLogBackwards = (store: EventStore, start: Start): Cursor => {
  let first = start === 'end' ? store.lastPosition + 1 : positionOf(store, start);
  return (maxEvents) => {
    const slice = store.journal.backwards(first, maxEvents);
    first = lastOf(slice)?.position ?? first;
    return slice;
  };
};

/**
 * The position that a reader starts from. One that was never given out means that the reader comes from another log,
 * or from a log that was put back from a backup, and would miss events without knowing.
 */
export const positionOf = (store: EventStore, start: Start): number => {
  if (start === 'start' || start === 0) return 0;
  if (start === 'end') return store.lastPosition;
  if (Number.isSafeInteger(start) && store.journal.at(start) !== undefined) return start;
  throw invalidArgument(`There is no event at position ${start} in this log.`);
};

/** A stream from a revision (inclusive) to its end as it is at each call. Throws once the stream is tombstoned. */
export const followStream = (store: EventStore, stream: string, from: number): Cursor => {
  let next = from;
  return (maxEvents) => {
    const head = store.heads.of(stream);
    if (head.isTombstoned) throw streamDeleted(stream);
    if (head.id === undefined || next > head.last) return none;
    const range = readableRange(head, Date.now());
    const bounded = { ...range, from: Math.max(next, range.from) };
    const slice = store.journal.streamForwards(head.id, bounded, maxEvents);
    next = slice.atEnd ? head.last + 1 : (lastOf(slice)?.revision ?? next) + 1;
    return slice;
  };
};

/** A stream from a revision (inclusive), either way, as far as it goes now; undefined when there is no such stream. */
export const readStream = (
  store: EventStore,
  stream: string,
  start: Start,
  isBackwards: boolean,
): Cursor | undefined => {
  const head = store.heads.of(stream);
  if (head.isTombstoned) throw streamDeleted(stream);
  const { id } = head;
  if (id === undefined || head.metadata.isSoftDeleted) return undefined;
  const revision = start === 'start' ? 0 : start === 'end' ? head.last : start;
  let range = readableRange(head, Date.now());
  range = isBackwards
    ? { ...range, to: Math.min(range.to, revision) }
    : { ...range, from: Math.max(range.from, revision) };
  return (maxEvents) => {
    const slice = isBackwards
      ? store.journal.streamBackwards(id, range, maxEvents)
      : store.journal.streamForwards(id, range, maxEvents);
    const last = lastOf(slice)?.revision;
    if (last !== undefined) {
      range = isBackwards ? { ...range, to: last - 1 } : { ...range, from: last + 1 };
    }
    return slice;
  };
};

const lastOf = ({ rows }: Slice): JournalRow | undefined => rows.at(-1);
