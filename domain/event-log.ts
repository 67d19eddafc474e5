/** JSON as it travels: what an event's `data` and `metadata` may hold. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

/** An event on its way into the log. The `id` (a UUID) is what the store recognises a repeat by. */
export type NewEvent = {
  readonly id: string;
  readonly type: string;
  readonly data: JsonObject;
  readonly metadata: JsonObject;
};

/** Events that go to one stream, in order. */
export type StreamAppend = { readonly stream: string; readonly events: readonly NewEvent[] };

/** An event as the log gives it back. `data` is not decoded yet; `position` is opaque but for its order. */
export type RecordedEvent = {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
};

/**
 * What became of one append.
 * `appended`: durable, and the last of its events lies at `position`, also where it lay there before.
 * `partly-known`: the store knows the first of the events but not all of them and wrote nothing; send them one at a time.
 */
export type AppendOutcome =
  | { readonly outcome: 'appended'; readonly position: bigint }
  | { readonly outcome: 'partly-known' };

/** Events for a stream whose last event before them has the revision `after`; -1n: the stream has none. */
export type AppendAtRevision = StreamAppend & { readonly after: bigint };

/**
 * What became of an append at a revision.
 * `appended`: durable at exactly these revisions, also where the same events lay there before.
 * `wrong-revision`: nothing was written; the stream's last event has this revision (-1n: there is none).
 */
export type AppendAtOutcome =
  | { readonly outcome: 'appended'; readonly position: bigint }
  | { readonly outcome: 'wrong-revision'; readonly revision: bigint };

/** A stretch of the log in order: its events, and how far the log has been looked through with it. */
export type LogSlice = {
  readonly events: readonly RecordedEvent[];
  /** Everything of ours up to here (inclusive) is in this slice or in one before. */
  readonly position: bigint;
  /** True when the reader had reached the end of the log as it was then. */
  readonly caughtUp: boolean;
};

/** The log as the ledger needs it. Outages show as time passing, then as a thrown error. */
export type EventLog = {
  /**
   * Appends without expecting a revision. Retries with the same event ids until the store confirms, and throws
   * LogUnavailable when it does not in time; then it is unknown whether the events are in. Throws LogRefused where the
   * store will never take them (size, access, a deleted stream); then none is in.
   */
  readonly append: (append: StreamAppend) => Promise<AppendOutcome>;
  /**
   * Appends at a revision, for a log that is to be another's equal: a repeat is recognised by where its events lie and not
   * by what the store remembers, so an id that is in the stream already is written again where it is new there. Retries
   * and throws as `append` does.
   */
  readonly appendAt: (append: AppendAtRevision) => Promise<AppendAtOutcome>;
  /**
   * All events of streams with this prefix after `after` (exclusive; undefined or 0n: from the beginning), in log order, for
   * ever: outages are bridged by subscribing again. Slices grow up to `maxEvents` while the consumer is busy and are
   * never empty unless they report progress. Ends when `signal` aborts; throws
   * LogRefused where the store does not know the position.
   */
  readonly follow: (from: {
    readonly prefix: string;
    readonly after: bigint | undefined;
    readonly maxEvents: number;
    readonly signal: AbortSignal;
  }) => AsyncIterable<LogSlice>;
  /** The position of the last event in the log, whosesoever it is; 0n for an empty log. */
  readonly end: () => Promise<bigint>;
  /** Ends open calls and closes the connection. */
  readonly close: () => Promise<void>;
};
