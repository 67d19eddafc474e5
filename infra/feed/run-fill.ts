import type { EventLog, LogSlice } from '../../domain/event-log.ts';
import type { Checkpoint } from '../../domain/ledger/checkpoint.ts';
import { numberSlice, type NumberedSlice } from './number-slice.ts';
import { PoisonEvent } from './poison-event.ts';

export type FillDeps = {
  readonly namespace: string;
  readonly prefix: string;
  readonly log: Pick<EventLog, 'follow'>;
  readonly from: Checkpoint;
  /** Where what answers is. */
  readonly liveCheckpoint: () => Promise<Checkpoint>;
  /** Resolves when what answers holds everything up to a position. */
  readonly liveReached: (position: bigint) => Promise<void>;
  readonly apply: (slice: NumberedSlice) => Promise<void>;
  /** Takes the rest in while what answers stands still, and has the fill answer. */
  readonly join: (rest: (to: Checkpoint) => AsyncIterable<NumberedSlice>) => Promise<void>;
  readonly signal: AbortSignal;
  readonly maxEvents?: number;
  readonly joinWithinEvents?: bigint;
};

const defaultMaxEvents = 2_000;
/** What answers stands still while a fill joins it: for no more events than this. */
const defaultJoinWithinEvents = 4_000n;

/**
 * Takes the log in from a checkpoint on, beside the feed, and ends when it has joined that. The digest of the log is
 * chained here once more: where it is not the same, what answers and what was filled are not of one log.
 */
export const runFill = async (deps: FillDeps): Promise<void> => {
  const { namespace, prefix, log, from, signal } = deps;
  const { maxEvents = defaultMaxEvents, joinWithinEvents = defaultJoinWithinEvents } = deps;
  const slices = log
    .follow({ prefix, after: from.position, maxEvents, signal })
    [Symbol.asyncIterator]();
  let reached = from;

  const nextSlice = async (): Promise<LogSlice> => {
    const result = await slices.next();
    if (result.done === true) throw new Error('the log was left');
    return result.value;
  };
  const numbered = (slice: LogSlice): NumberedSlice => {
    const result = numberSlice(namespace, reached, slice);
    reached = result.after;
    return result;
  };

  /** What lies between here and a checkpoint, which the log is known to go beyond. */
  async function* rest(to: Checkpoint): AsyncGenerator<NumberedSlice> {
    while (reached.sequence < to.sequence) {
      const slice = await nextSlice();
      const events = slice.events.slice(0, Number(to.sequence - reached.sequence));
      const part = numbered({ ...slice, events });
      if (reached.sequence === to.sequence && reached.digest !== to.digest) {
        throw new PoisonEvent('what was filled and what answers are not of the same log');
      }
      if (events.length > 0) yield part;
    }
  }

  try {
    for (;;) {
      const live = await deps.liveCheckpoint();
      if (live.sequence - reached.sequence <= joinWithinEvents) {
        await deps.join(rest);
        return;
      }
      const slice = numbered(await nextSlice());
      await deps.liveReached(slice.after.position ?? 0n);
      await deps.apply(slice);
    }
  } finally {
    await slices.return?.();
  }
};
