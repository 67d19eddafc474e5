/** How much the API takes in one go, and how long it waits. */
export type Limits = {
  /** A body that is no lines, after decompression. */
  readonly bodyBytes: number;
  readonly factBytes: number;
  readonly factsInArray: number;
  /** Facts given to the door together from lines. */
  readonly factsInBatch: number;
  /** Batches of one stream at the door at the same time. */
  readonly batchesInFlight: number;
  readonly refusalsListed: number;
  readonly windows: number;
  /** A tenant's own meters, retired ones included: each of them looks at every fact of its types. */
  readonly metersPerTenant: number;
  /** Requests under way at once; those beyond are told to come again before any of them is read. */
  readonly requests: number;
  /**
   * What the bodies under way hold together, after decompression; one that is alone may have more. The facts of a body take
   * ten times its bytes on their way into the log.
   */
  readonly bodiesBytes: number;
  /** What one stream of lines holds at most of that; no more of it is read until something is dealt with. */
  readonly streamBytes: number;
  readonly connections: number;
  /** Addresses and networks, with commas between, whose word is taken for the address that a request came from. */
  readonly trustedProxies: string;
  /** Requests of one credential, counted over a while, so that they may come in bursts. */
  readonly requestsPerSecond: number;
  readonly burstSeconds: number;
  /** Requests from one address that were not authenticated; after these only known credentials are looked at. */
  readonly failedAttemptsPerMinute: number;
  /** How long a GET with `after` waits for the read models. */
  readonly waitMs: number;
  /** How long the headers, and a body that is no lines, may take to arrive. */
  readonly headersMs: number;
  readonly bodyMs: number;
  /** A connection without any traffic is cut after this. A stream of lines that keeps coming has no limit in time. */
  readonly idleMs: number;
  /** A body of which fewer than `trickleBytes` come in `trickleMs`, while they are waited for, is cut. */
  readonly trickleMs: number;
  readonly trickleBytes: number;
  /** How long a client may take to read its answer. */
  readonly answerMs: number;
  /** How long the rest of a body is read on after an early answer. */
  readonly lingerMs: number;
  /** How long a close waits for answers on their way before it cuts their connections. */
  readonly closeMs: number;
  /** Facts from further in the future are refused. */
  readonly futureMs: number;
  /** Facts from before are refused, in milliseconds since 1970. */
  readonly earliest: number;
};

export const defaultLimits: Limits = {
  bodyBytes: 16 * 1024 * 1024,
  factBytes: 64 * 1024,
  factsInArray: 10_000,
  factsInBatch: 1_000,
  batchesInFlight: 4,
  refusalsListed: 1_000,
  windows: 10_000,
  metersPerTenant: 200,
  requests: 256,
  bodiesBytes: 4 * 1024 * 1024,
  streamBytes: 512 * 1024,
  connections: 4_000,
  trustedProxies: '',
  requestsPerSecond: 1_000,
  burstSeconds: 5,
  failedAttemptsPerMinute: 300,
  waitMs: 10_000,
  headersMs: 20_000,
  bodyMs: 60_000,
  idleMs: 120_000,
  trickleMs: 30_000,
  trickleBytes: 1_024,
  answerMs: 60_000,
  lingerMs: 2_000,
  closeMs: 20_000,
  futureMs: 3_600_000,
  earliest: Date.UTC(2000, 0, 1),
};
