import { streamPrefix } from '../domain/stream-name.ts';
import { runFill } from './feed/run-fill.ts';
import type { Stores } from './open-stores.ts';
import { applyToFill, joinFill, type FillIntake } from './postgres/apply-fill.ts';
import { readCheckpoint } from './postgres/checkpoint.ts';
import type { Fill } from './postgres/fills.ts';

/** Takes the log into a fill, from where it stands to its end, and has it answer. */
export const fillFromLog = ({
  namespace,
  stores: { db, log },
  fill,
  intake,
  signal,
  liveReached,
}: {
  readonly namespace: string;
  readonly stores: Pick<Stores, 'db' | 'log'>;
  readonly fill: Fill;
  readonly intake: FillIntake;
  readonly signal: AbortSignal;
  /** Resolves when what answers holds everything up to a position. */
  readonly liveReached: (position: bigint) => Promise<void>;
}): Promise<void> =>
  runFill({
    namespace,
    prefix: streamPrefix(namespace),
    log,
    from: fill.checkpoint,
    liveCheckpoint: () => readCheckpoint(db),
    liveReached,
    apply: (slice) => applyToFill(db, intake, slice),
    join: (rest) => joinFill(db, intake, rest),
    signal,
  });
