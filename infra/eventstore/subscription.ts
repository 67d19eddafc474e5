import { START, streamNameFilter } from '@eventstore/db-client';
import type {
  AllStreamResolvedEvent,
  AllStreamSubscription,
  EventStoreDBClient,
} from '@eventstore/db-client';

/** Put among the events by this module, at the place in the order where they count. */
type Marker = { readonly checkpoint: bigint } | { readonly caughtUp: true };

type SubscriptionItem = AllStreamResolvedEvent | Marker;

export type Subscription = {
  /** The next item that is there already, or null. Taking none lets the server wait. */
  readonly take: () => SubscriptionItem | null;
  /** How many items are there already. */
  readonly ready: () => number;
  /** Resolves when there may be more to take; throws when the subscription is broken. */
  readonly more: () => Promise<void>;
  readonly close: () => void;
};

/** Considered events between two checkpoints are this times the server's search window of 32. */
const checkpointInterval = 32;
const ignore = () => undefined;

const open = (
  client: EventStoreDBClient,
  from: { readonly prefix: string; readonly after: bigint | undefined; readonly buffer: number },
): AllStreamSubscription => {
  const filter = streamNameFilter({
    prefixes: [from.prefix],
    checkpointInterval,
    // The client calls this ahead of the consumer, by all that lies in the buffer. A marker arrives in order.
    checkpointReached: (opened, { commit }) => {
      opened.push({ checkpoint: commit } satisfies Marker);
    },
  });
  // 0n is the end of an empty log, which the store never gave out and would refuse.
  const fromPosition = from.after ? { commit: from.after, prepare: from.after } : START;
  // Decoded items may pile up to `buffer` while the consumer is busy, undecoded ones stay few.
  const options = { objectMode: true, readableHighWaterMark: from.buffer };
  const opened = client.subscribeToAll({ fromPosition, filter }, options);
  opened.on('caughtUp', () => opened.push({ caughtUp: true } satisfies Marker));
  return opened;
};

/**
 * Subscribes once; nothing is mended here. The client reports a broken subscription as an error, and as an end where the
 * server hung up politely. One that is not confirmed within `confirmMs` counts as broken too.
 */
export const subscribe = (
  client: EventStoreDBClient,
  from: {
    readonly prefix: string;
    readonly after: bigint | undefined;
    readonly buffer: number;
    readonly confirmMs: number;
  },
): Subscription => {
  const opened = open(client, from);
  let failure: Error | undefined;
  let closed = false;
  let wake: () => void = ignore;
  const fail = (error: Error) => {
    failure ??= error;
    wake();
  };
  const confirmation = setTimeout(() => {
    fail(new Error(`no confirmation of the subscription within ${from.confirmMs} ms`));
  }, from.confirmMs);
  opened
    .on('confirmation', () => {
      clearTimeout(confirmation);
    })
    .on('readable', () => {
      wake();
    })
    // The listener stays for good: errors that come after `close` would end the process without one.
    .on('error', fail)
    .on('end', () => {
      fail(new Error('the server ended the subscription'));
    });

  return {
    // What a readable in object mode holds is what was pushed: the client's events and the markers above.
    take: () => opened.read() as SubscriptionItem | null,
    ready: () => opened.readableLength,
    more: () =>
      new Promise((resolve, reject) => {
        wake = () => {
          if (failure !== undefined) reject(failure);
          else resolve();
        };
        if (failure !== undefined || closed || opened.readableLength > 0) wake();
      }),
    close: () => {
      if (closed) return;
      closed = true;
      clearTimeout(confirmation);
      // Leaving the iteration is not enough: the call would stay open on both sides.
      opened.unsubscribe().catch(ignore);
      wake();
    },
  };
};
