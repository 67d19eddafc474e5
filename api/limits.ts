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
  /** How long a GET with `after` waits for the read models. */
  readonly waitMs: number;
  /** How long the headers, and a body that is no lines, may take to arrive. */
  readonly headersMs: number;
  readonly bodyMs: number;
  /** A connection without any traffic is cut after this; a stream of lines has no other limit in time. */
  readonly idleMs: number;
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
  waitMs: 10_000,
  headersMs: 20_000,
  bodyMs: 60_000,
  idleMs: 120_000,
  lingerMs: 2_000,
  closeMs: 20_000,
  futureMs: 3_600_000,
  earliest: Date.UTC(2000, 0, 1),
};
