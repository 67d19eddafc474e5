import type { MovedEvent } from './moved-event.ts';
import { tally, type LogState } from './tally.ts';

/** A stretch of a log that is being read, and how far the reading is. */
export type MovedSlice = {
  readonly events: readonly MovedEvent[];
  /** In whatever the source counts in, out of `of`. */
  readonly done: number;
  readonly of: number;
  /** True when the reader had reached the end as it was then. */
  readonly atEnd: boolean;
};

/** A log that can be read from its beginning, as often as is wanted. */
export type LogSource = {
  /** For messages: without a password. */
  readonly name: string;
  /** Ends where the log ends, and earlier when the signal aborts. */
  readonly slices: (signal: AbortSignal) => AsyncIterable<MovedSlice>;
};

/** Hears how far a reading is, and how many events it has seen. */
export type OnProgress = (slice: Omit<MovedSlice, 'events'>, count: number) => void;

/** The user changed their mind. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Reads a log to its end. Throws LogUnfit where it cannot be moved, and Interrupted. */
export const stateOf = async (
  { slices }: LogSource,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<LogState> => {
  using read = tally();
  for await (const slice of slices(signal)) {
    for (const event of slice.events) read.add(event);
    onProgress(slice, read.count());
  }
  if (signal.aborted) throw new Interrupted();
  return read.state();
};
