import type { ProjectionState } from '../api/queries/queries.ts';
import { isRight } from 'fp-ts/lib/Either.js';
import type { RecordedEvent } from '../domain/event-log.ts';
import type { Checkpoint } from '../domain/ledger/checkpoint.ts';
import { StoredMetadata } from '../domain/ledger/decode-recorded.ts';
import { readModels } from '../projections/read-models.ts';
import { lagSeconds, type FeedStatus } from './feed/feed-status.ts';

/** What a process without a feed can tell of one that runs elsewhere, from the first event that is not applied yet. */
export const statusSeenFromAfar = (unapplied: RecordedEvent | undefined): FeedStatus => {
  if (unapplied === undefined) return { state: 'live', buffered: 0, oldestBufferedAt: undefined };
  const metadata = StoredMetadata.decode(unapplied.metadata);
  const oldestBufferedAt = isRight(metadata) ? metadata.right.recordedAt : undefined;
  return { state: 'catching_up', buffered: 0, oldestBufferedAt };
};

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
