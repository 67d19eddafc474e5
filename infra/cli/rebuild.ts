import { SingleBar } from 'cli-progress';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings.ts';
import { runFeed } from '../feed/run-feed.ts';
import { openStores } from '../open-stores.ts';
import { applyBatch } from '../postgres/apply-batch.ts';
import { readCheckpoint } from '../postgres/checkpoint.ts';
import { readModelHashes } from '../postgres/read-model-hashes.ts';
import { prepareReadSchema } from '../postgres/read-schema.ts';
import { streamPrefix } from '../../domain/stream-name.ts';
import type { Checkpoint } from '../../domain/ledger/checkpoint.ts';
import { readModels } from '../../projections/read-models.ts';

/**
 * Drops all read models and fills them from the log alone, up to its end as it is now. `signal` stops it; the service, or
 * another rebuild, then goes on from there.
 */
export const rebuild = async (
  settings: Settings,
  logger: Logger,
  { signal, say }: { readonly signal: AbortSignal; readonly say: (line: string) => void },
): Promise<Checkpoint> => {
  const stores = await openStores(settings, logger);
  const { db, log } = stores;
  const bar = new SingleBar({
    format: ' {bar} | {events} events | {rate} events/s',
    hideCursor: true,
    clearOnComplete: true,
  });
  try {
    await prepareReadSchema(db, readModels, { anew: true });
    const end = await log.end();
    const startedAt = performance.now();
    let events = 0;
    bar.start(Number(end), 0, { events, rate: 0 });
    const caughtUp = Promise.withResolvers<undefined>();
    const feed = runFeed({
      namespace: settings.namespace,
      prefix: streamPrefix(settings.namespace),
      log,
      readCheckpoint: () => readCheckpoint(db),
      apply: async (slice) => {
        await applyBatch(db, readModels, slice);
        events += slice.events.length;
        const rate = Math.round(events / ((performance.now() - startedAt) / 1_000));
        bar.update(Number(slice.after.position ?? 0n), { events, rate });
      },
      onError: (error) => {
        say(String(error));
      },
      onCaughtUp: () => {
        caughtUp.resolve(undefined);
      },
    });
    signal.addEventListener('abort', () => {
      caughtUp.resolve(undefined);
    });
    await Promise.race([caughtUp.promise, feed.ended]);
    await feed.stop();
    bar.stop();
    const { problem } = feed.status();
    if (problem !== undefined) throw new Error(`the log cannot be taken in: ${problem}`);
    for (const [table, hash] of Object.entries(await readModelHashes(db, readModels))) {
      say(`${hash}  ${table}`);
    }
    return await readCheckpoint(db);
  } finally {
    bar.stop();
    await stores.close();
  }
};
