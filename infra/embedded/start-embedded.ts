import type { EmbeddedServer } from './embedded-server.ts';
import { lockDataDir } from './lock-data-dir.ts';
import { noteServers, removeServersNote } from './running-servers.ts';
import { startEmbeddedNode } from './start-embedded-node.ts';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

/** The servers that were asked for. */
export type Embedded = {
  readonly postgres: EmbeddedServer | undefined;
  readonly eventstore: EmbeddedServer | undefined;
  /** Resolves, and never rejects, when one of them ends without having been told to: with what happened. */
  readonly failed: Promise<Error>;
  /** Ends the servers, then lets go of the data folder. Call it when nothing uses them any more. */
  readonly stop: () => Promise<void>;
};

/**
 * Takes the lock of the data folder and starts the servers that are needed there, at the same time.
 * Needing none touches nothing: processes that share outside servers may share a folder too.
 *
 * @throws when the folder is in use or a server does not start; then nothing is left running.
 */
export const startEmbedded = async ({
  dataDir,
  need,
  log,
}: {
  readonly dataDir: string;
  readonly need: { readonly postgres: boolean; readonly eventstore: boolean };
  readonly log: (server: 'postgres' | 'eventstore', line: string) => void;
}): Promise<Embedded> => {
  if (!need.postgres && !need.eventstore) return nothing;
  const lock = await lockDataDir(dataDir);
  // Of a start that was killed.
  await removeServersNote(dataDir);
  const starts = await Promise.allSettled([
    need.postgres
      ? startEmbeddedPostgres({ dataDir, log: log.bind(undefined, 'postgres') })
      : undefined,
    need.eventstore
      ? startEmbeddedNode({ dataDir, log: log.bind(undefined, 'eventstore') })
      : undefined,
  ]);
  const servers = starts.flatMap((start) =>
    start.status === 'fulfilled' && start.value !== undefined ? [start.value] : [],
  );
  const stop = async (): Promise<void> => {
    await removeServersNote(dataDir);
    const stops = await Promise.allSettled(servers.map((server) => server.stop()));
    await lock.release();
    const fault = faultIn(stops);
    if (fault !== undefined) throw fault;
  };
  const [postgres, eventstore] = starts;
  if (postgres.status === 'fulfilled' && eventstore.status === 'fulfilled') {
    await noteServers(dataDir, {
      pid: process.pid,
      ...(postgres.value && { postgres: postgres.value.url }),
      ...(eventstore.value && { eventstore: eventstore.value.url }),
    });
    const failed = Promise.race(servers.map((server) => server.failed));
    return { postgres: postgres.value, eventstore: eventstore.value, failed, stop };
  }
  await stop();
  throw faultIn(starts) ?? new Error('An embedded server did not start.');
};

const faultIn = (results: readonly PromiseSettledResult<unknown>[]): Error | undefined => {
  const messages = results.flatMap((result) => {
    if (result.status === 'fulfilled') return [];
    const reason: unknown = result.reason;
    return [reason instanceof Error ? reason.message : String(reason)];
  });
  return messages.length === 0 ? undefined : new Error(messages.join('\n'));
};

const nothing: Embedded = {
  postgres: undefined,
  eventstore: undefined,
  failed: new Promise(() => undefined),
  stop: () => Promise.resolve(),
};
