import type { AppendOutcome, NewEvent, StreamAppend } from '../../../domain/event-log.ts';

export type Kept = { readonly stream: string; readonly position: bigint; readonly event: NewEvent };

export type MemoryLog = {
  readonly append: (append: StreamAppend) => AppendOutcome;
  readonly kept: () => readonly Kept[];
  /** How many events came in each append. */
  readonly appendSizes: () => readonly number[];
};

/** A log that knows repeats as the store does: by the first id of an append that expects no revision. */
export const memoryLog = (): MemoryLog => {
  const kept: Kept[] = [];
  const appendSizes: number[] = [];
  const find = (stream: string, id: string): Kept | undefined =>
    kept.find((each) => each.stream === stream && each.event.id === id);

  return {
    append: ({ stream, events }) => {
      appendSizes.push(events.length);
      const known = events.map(({ id }) => find(stream, id));
      if (known[0] !== undefined) {
        const last = known.at(-1);
        return last === undefined || known.includes(undefined)
          ? { outcome: 'partly-known' }
          : { outcome: 'appended', position: last.position };
      }
      let position = 0n;
      for (const event of events) {
        position = BigInt(kept.length + 1) * 10n;
        kept.push({ stream, position, event });
      }
      return { outcome: 'appended', position };
    },
    kept: () => kept,
    appendSizes: () => appendSizes,
  };
};
