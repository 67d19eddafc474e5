import { once } from 'node:events';
import type { EventLog, LogSlice, RecordedEvent } from '../../domain/event-log.ts';

export type MemoryEventLog = Pick<EventLog, 'follow'> & {
  /** Puts events behind those that are there; whoever follows hears of them. */
  readonly add: (events: readonly RecordedEvent[]) => void;
};

/** A log that is a list. It gives slices of these sizes, one after another and over again. */
export const memoryEventLog = (sliceSizes: readonly number[] = []): MemoryEventLog => {
  const events: RecordedEvent[] = [];
  const news = new EventTarget();

  const sliceAt = (start: number, size: number): LogSlice => {
    const slice = events.slice(start, start + size);
    const caughtUp = start + slice.length === events.length;
    return { events: slice, position: slice.at(-1)?.position ?? 0n, caughtUp };
  };

  return {
    add: (more) => {
      events.push(...more);
      news.dispatchEvent(new Event('added'));
    },
    async *follow({ prefix, after = 0n, maxEvents, signal }) {
      if (!events.every(({ stream }) => stream.startsWith(prefix))) {
        throw new Error(`there is more in the log than ${prefix}`);
      }
      let next = events.filter(({ position }) => position <= after).length;
      for (let count = 0; !signal.aborted; count += 1) {
        if (next === events.length) {
          await once(news, 'added', { signal }).catch(() => undefined);
          continue;
        }
        const slice = sliceAt(
          next,
          Math.min(maxEvents, sliceSizes[count % sliceSizes.length] ?? maxEvents),
        );
        next += slice.events.length;
        yield slice;
      }
    },
  };
};
