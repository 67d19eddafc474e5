import { isRight } from 'fp-ts/lib/Either.js';
import type { ProjectionState, RebuildState } from '../api/queries/queries.ts';
import type { RecordedEvent } from '../domain/event-log.ts';
import type { Checkpoint } from '../domain/ledger/checkpoint.ts';
import { StoredMetadata } from '../domain/ledger/decode-recorded.ts';
import { readModels } from '../projections/read-models.ts';
import { lagSeconds, type FeedStatus } from './feed/feed-status.ts';
import type { Fill } from './postgres/fills.ts';

/** What a process without a feed can tell of one that runs elsewhere, from the first event that is not applied yet. */
export const statusSeenFromAfar = (unapplied: RecordedEvent | undefined): FeedStatus => {
  if (unapplied === undefined) return { state: 'live', buffered: 0, oldestBufferedAt: undefined };
  const metadata = StoredMetadata.decode(unapplied.metadata);
  const oldestBufferedAt = isRight(metadata) ? metadata.right.recordedAt : undefined;
  return { state: 'catching_up', buffered: 0, oldestBufferedAt };
};

/** What is known of the read models. */
export type ModelsSeen = {
  readonly live: Checkpoint;
  /** The names of those that answer. */
  readonly answering: readonly string[];
  readonly fills: readonly Fill[];
  readonly status: FeedStatus;
};

const rebuildOf = (fill: Fill, { fills, live }: ModelsSeen): RebuildState => {
  const first = fills.find(({ problem }) => problem === undefined);
  const state = fill === first ? 'filling' : 'waiting';
  return {
    version: fill.version,
    state: fill.problem === undefined ? state : 'failed',
    sequence: fill.checkpoint.sequence,
    of: live.sequence,
    startedAt: fill.startedAt.getTime(),
    ...(fill.problem === undefined ? {} : { problem: fill.problem }),
  };
};

/** The state of every read model: one feed fills all that answer. */
export const projectionStates = (seen: ModelsSeen, nowMs: number): readonly ProjectionState[] =>
  readModels.map(({ name, version }) => {
    const fill = seen.fills.find((each) => each.name === name);
    const isLive = seen.answering.includes(name);
    const {
      position = 0n,
      sequence,
      digest,
    } = isLive || fill === undefined ? seen.live : fill.checkpoint;
    const { status } = seen;
    return {
      name,
      version,
      state: isLive ? status.state : 'filling',
      sequence,
      position,
      digest,
      lagSeconds: lagSeconds(status, nowMs),
      ...(status.problem === undefined ? {} : { problem: status.problem }),
      ...(fill === undefined ? {} : { rebuild: rebuildOf(fill, seen) }),
    };
  });
