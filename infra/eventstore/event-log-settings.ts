/** Something failed and is about to be tried again. */
export type Retry = {
  readonly operation: 'append' | 'follow' | 'end';
  /** How many attempts have failed in a row, from 1. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly error: Error;
};

/** How a call ended, for a histogram. Refused appends are the caller's mistake and are not reported. */
export type AppendReport = (
  seconds: number,
  outcome: 'appended' | 'partly-known' | 'unavailable',
) => void;

export type EventLogSettings = {
  /** Connection string, `esdb://[user:password@]host:port[?tls=false]` or `esdb+discover://…`. */
  readonly url: string;
  /** How long one attempt may take, connecting included. */
  readonly attemptMs?: number;
  /** How long a call may take with all its attempts and its wait in the queue. */
  readonly giveUpMs?: number;
  /** The first pause between two attempts; it doubles with each. */
  readonly firstPauseMs?: number;
  readonly longestPauseMs?: number;
  /** Appends on their way at once; more wait their turn in order. */
  readonly maxAppendsInFlight?: number;
  /** The store's limit for the data and metadata of one append; its own default is 1 MiB. */
  readonly maxAppendBytes?: number;
  /** A connection with open calls is pinged this often, ... */
  readonly keepAliveIntervalMs?: number;
  /** ... and is given up when a ping is not answered in this time: the one way to tell a frozen server from a quiet log. */
  readonly keepAliveTimeoutMs?: number;
  /** How long `close` waits for appends on their way. */
  readonly closeMs?: number;
  readonly onRetry?: (retry: Retry) => void;
  readonly onAppend?: AppendReport;
};

export type CompleteSettings = Required<EventLogSettings>;

const ignore = () => undefined;

/** The settings with every default filled in. */
export const completeSettings = (settings: EventLogSettings): CompleteSettings => ({
  attemptMs: 5_000,
  giveUpMs: 30_000,
  firstPauseMs: 50,
  longestPauseMs: 2_000,
  maxAppendsInFlight: 64,
  maxAppendBytes: 1024 * 1024,
  keepAliveIntervalMs: 10_000,
  keepAliveTimeoutMs: 5_000,
  closeMs: 2_000,
  onRetry: ignore,
  onAppend: ignore,
  ...settings,
});
