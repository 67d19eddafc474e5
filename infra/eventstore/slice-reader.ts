import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import type { LogSlice, RecordedEvent } from '../../domain/event-log.ts';
import type { Subscription } from './subscription.ts';
import { weightOf } from './weight.ts';

// About as many bytes as a slice of events of the usual size has.
const weightMax = 8 * 1024 * 1024;

/** The client has parsed JSON data already; other data stays bytes, malformed JSON a string: for the reader to refuse by name. */
const recorded = (event: AllStreamRecordedEvent): RecordedEvent => ({
  id: event.id,
  stream: event.streamId,
  revision: event.revision,
  // Commit and prepare position are the same for all that was written over gRPC.
  position: event.position.commit,
  type: event.type,
  data: event.data,
  metadata: event.metadata,
});

/** Cuts what arrives on one subscription into slices. */
export type SliceReader = {
  /** What has arrived, up to `maxEvents` and about 8 MiB; undefined if that is no news. Never waits. */
  readonly slice: (maxEvents: number) => LogSlice | undefined;
};

/**
 * A reader that has seen everything up to `after`. `end` is the position of the end of the log at some time before the
 * subscription: when it has caught up, everything up to there was looked through, also where the last events are not ours.
 */
export const sliceReader = (
  subscription: Subscription,
  { after, end }: { readonly after: bigint; readonly end: bigint },
): SliceReader => {
  let position = after;
  let live = false;

  return {
    slice: (maxEvents) => {
      const events: RecordedEvent[] = [];
      let news = false;
      let weight = 0;
      while (events.length < maxEvents && weight < weightMax) {
        const item = subscription.take();
        if (item === null) break;
        if ('checkpoint' in item) {
          if (item.checkpoint <= position) continue;
          news = true;
          position = item.checkpoint;
        } else if ('caughtUp' in item) {
          news = true;
          live = true;
          if (end > position) position = end;
        } else if (item.event !== undefined) {
          events.push(recorded(item.event));
          weight += weightOf(item.event.data);
          position = item.event.position.commit;
        }
      }
      if (events.length === 0 && !news) return undefined;
      return { events, position, caughtUp: live && subscription.ready() === 0 };
    },
  };
};
