import { SingleBar } from 'cli-progress';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings.ts';
import { runFeed } from '../feed/run-feed.ts';
import { fillFromLog } from '../fill-from-log.ts';
import { intakeOf } from '../fill-work.ts';
import { openStores, type Stores } from '../open-stores.ts';
import { batchApplier } from '../postgres/apply-batch.ts';
import { readCheckpoint } from '../postgres/checkpoint.ts';
import { fills } from '../postgres/fills.ts';
import { fillWaitingMeters } from '../postgres/live-meters.ts';
import { readModelHashes } from '../postgres/read-model-hashes.ts';
import { prepareReadSchema } from '../postgres/read-schema.ts';
import { streamPrefix } from '../../domain/stream-name.ts';
import type { Checkpoint } from '../../domain/ledger/checkpoint.ts';
import { readModels } from '../../projections/read-models.ts';
import { aborted } from './interrupted.ts';

export type Rebuilt = Checkpoint & {
  /** False where it was stopped before the end of the log. */
  readonly complete: boolean;
};

type RebuildContext = {
  readonly namespace: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
};

const progressBar = (): SingleBar =>
  new SingleBar({
    format: ' {bar} | {events} events | {rate} events/s',
    hideCursor: true,
    clearOnComplete: true,
  });

/** Takes the log in up to its end as it is now. Ends early when the signal aborts; false then. */
const fill = async (
  { db, log, failed }: Stores,
  { namespace, signal, say }: RebuildContext,
): Promise<boolean> => {
  const end = await log.end();
  const startedAt = performance.now();
  const bar = progressBar();
  let events = 0;
  const caughtUp = Promise.withResolvers<true>();
  const apply = batchApplier(db, readModels);
  const feed = runFeed({
    namespace,
    prefix: streamPrefix(namespace),
    log,
    readCheckpoint: () => readCheckpoint(db),
    apply: async (slice) => {
      await apply(slice);
      events += slice.events.length;
      const rate = Math.round(events / ((performance.now() - startedAt) / 1_000));
      bar.update(Number(slice.after.position ?? 0n), { events, rate });
    },
    onError: (error) => {
      say(String(error));
    },
    onCaughtUp: () => {
      caughtUp.resolve(true);
    },
  });
  bar.start(Number(end), 0, { events, rate: 0 });
  const complete = await Promise.race([caughtUp.promise, feed.ended, aborted(signal), failed]);
  await feed.stop();
  bar.stop();
  const { problem } = feed.status();
  if (problem !== undefined) throw new Error(`the log cannot be taken in: ${problem}`);
  if (complete instanceof Error) throw complete;
  return complete === true;
};

/** Brings the meters of tenants, which the log has defined on the way, up to its end. False where the signal aborts. */
const fillMeters = async (
  stores: Stores,
  { namespace, signal, say }: RebuildContext,
): Promise<boolean> => {
  while (await fillWaitingMeters(stores.db)) {
    const [next] = await fills(stores.db);
    const intake = next === undefined ? undefined : intakeOf(next, readModels);
    if (next === undefined || intake === undefined) throw new Error('there is nothing to fill');
    say(`Counting meters of tenants: ${next.meters.length} …`);
    const left = aborted(signal).then(() => false);
    // Everything answers already that is in the log now: nothing has to be waited for.
    const liveReached = (): Promise<void> => Promise.resolve();
    const filling = fillFromLog({ namespace, stores, fill: next, intake, signal, liveReached });
    const isFilled = filling
      .then(() => true)
      .catch((error: unknown) => {
        if (signal.aborted) return false;
        throw error;
      });
    if (!(await Promise.race([isFilled, left]))) return false;
  }
  return true;
};

/**
 * Drops all read models and fills them from the log alone, up to its end as it is now. `signal` stops it; the service, or
 * another rebuild, then goes on from there.
 */
export const rebuild = async (
  settings: Settings,
  logger: Logger,
  { signal, say }: Omit<RebuildContext, 'namespace'>,
): Promise<Rebuilt> => {
  const stores = await openStores(settings, logger);
  const { db, log } = stores;
  let failure: Error | undefined;
  // Without its server the log would be waited for in vain.
  void stores.failed.then(async (error) => {
    failure = error;
    await log.close();
  });
  try {
    // Whoever changes their mind while the servers start keeps what they have.
    await prepareReadSchema(db, readModels, { anew: !signal.aborted });
    const context = { namespace: settings.namespace, signal, say };
    const complete = (await fill(stores, context)) && (await fillMeters(stores, context));
    if (complete) {
      for (const [table, hash] of Object.entries(await readModelHashes(db, readModels))) {
        say(`${hash}  ${table}`);
      }
    }
    return { ...(await readCheckpoint(db)), complete };
  } catch (error) {
    throw failure ?? error;
  } finally {
    await stores.close();
  }
};
