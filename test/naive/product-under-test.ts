import type { Kysely } from 'kysely';
import type { RecordedEvent } from '../../domain/event-log.ts';
import { streamPrefix } from '../../domain/stream-name.ts';
import { numberSlice } from '../../infra/feed/number-slice.ts';
import { runFill } from '../../infra/feed/run-fill.ts';
import { intakeOf } from '../../infra/fill-work.ts';
import { batchApplier } from '../../infra/postgres/apply-batch.ts';
import { applyToFill, joinFill } from '../../infra/postgres/apply-fill.ts';
import { readCheckpoint } from '../../infra/postgres/checkpoint.ts';
import type { Database } from '../../infra/postgres/database.ts';
import { fills } from '../../infra/postgres/fills.ts';
import { fillWaitingMeters } from '../../infra/postgres/live-meters.ts';
import { prepareReadSchema } from '../../infra/postgres/read-schema.ts';
import { rebuildsOf } from '../../infra/postgres/rebuilds.ts';
import { readModels } from '../../projections/read-models.ts';
import { namespace } from '../support/facts.ts';
import { memoryEventLog } from '../support/memory-event-log.ts';

/** Read models in a real database over a log in memory. */
export type ProductUnderTest = {
  /** Appends events to the log and applies them as one batch. */
  readonly take: (events: readonly RecordedEvent[]) => Promise<void>;
  /** Fills the meters that wait, beside what is taken in meanwhile. */
  readonly fillMeters: () => Promise<void>;
  /** Fills this read model anew, beside what is taken in meanwhile. */
  readonly rebuild: (name: string) => Promise<void>;
};

type Options = {
  /** How much a fill reads at once. */
  readonly sliceSizes: readonly number[];
  /** How near a fill has to come to what answers before that stands still for it. */
  readonly joinWithinEvents: bigint;
};

/** Empties the read models of a database and begins a log. */
export const productUnderTest = async (
  db: Kysely<Database>,
  { sliceSizes, joinWithinEvents }: Options,
): Promise<ProductUnderTest> => {
  await prepareReadSchema(db, readModels, { anew: true });
  const log = memoryEventLog(sliceSizes);
  const apply = batchApplier(db, readModels);
  let checkpoint = await readCheckpoint(db);
  let moved = Promise.withResolvers<undefined>();

  const liveReached = async (position: bigint): Promise<void> => {
    while ((checkpoint.position ?? 0n) < position) await moved.promise;
  };

  const fillAll = async (): Promise<void> => {
    for (;;) {
      const [fill] = await fills(db);
      if (fill === undefined) return;
      const intake = intakeOf(fill, readModels);
      if (intake === undefined) throw new Error(`nobody can fill ${fill.name}`);
      await runFill({
        namespace,
        prefix: streamPrefix(namespace),
        log,
        from: fill.checkpoint,
        liveCheckpoint: () => readCheckpoint(db),
        liveReached,
        apply: (slice) => applyToFill(db, intake, slice),
        join: (rest) => joinFill(db, intake, rest),
        signal: new AbortController().signal,
        joinWithinEvents,
      });
    }
  };

  return {
    take: async (events) => {
      log.add(events);
      const position = events.at(-1)?.position ?? checkpoint.position ?? 0n;
      const batch = numberSlice(namespace, checkpoint, { events, position, caughtUp: true });
      await apply(batch);
      checkpoint = batch.after;
      moved.resolve(undefined);
      moved = Promise.withResolvers();
    },
    fillMeters: async () => {
      await fillWaitingMeters(db);
      await fillAll();
    },
    rebuild: async (name) => {
      await rebuildsOf(db, readModels).request(name);
      await fillAll();
    },
  };
};
