import type { ProjectionState } from '../api/queries/queries.ts';
import type { Checkpoint } from '../domain/ledger/checkpoint.ts';
import { readModels } from '../projections/read-models.ts';
import { lagSeconds, type FeedStatus } from './feed/feed-status.ts';

/** What a process without a feed can tell of one that runs elsewhere: whether the checkpoint is at the end of the log. */
export const statusSeenFromAfar = (checkpoint: Checkpoint, end: bigint): FeedStatus => ({
  state: (checkpoint.position ?? 0n) >= end ? 'live' : 'catching_up',
  buffered: 0,
  oldestBufferedAt: undefined,
});

/** The state of every read model; one feed fills them all. */
export const projectionStates = (
  { position = 0n, sequence, digest }: Checkpoint,
  status: FeedStatus,
  nowMs: number,
): readonly ProjectionState[] =>
  readModels.map(({ name, version }) => ({
    name,
    version,
    state: status.state,
    sequence,
    position,
    digest,
    lagSeconds: lagSeconds(status, nowMs),
    ...(status.problem === undefined ? {} : { problem: status.problem }),
  }));
