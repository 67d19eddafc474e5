import type { EmbeddedServer } from './embedded-server.ts';
import { lockDataDir } from './lock-data-dir.ts';
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
  const [postgres, eventstore] = await Promise.allSettled([
    need.postgres ? startEmbeddedPostgres({ dataDir, log: (line) => { log('postgres', line); } }) : undefined,
    need.eventstore ? startEmbeddedNode({ dataDir, log: (line) => { log('eventstore', line); } }) : undefined,
  ]);
  const servers = [postgres, eventstore].flatMap((start) => start.status === 'fulfilled' && start.value !== undefined ? [start.value] : []);
  const stop = async (): Promise<void> => {
    const stops = await Promise.allSettled(servers.map((server) => server.stop()));
    await lock.release();
    throwAny(stops);
  };
  if (postgres.status === 'rejected' || eventstore.status === 'rejected') {
    await stop();
    return throwAny([postgres, eventstore]);
  }
  return { postgres: postgres.value, eventstore: eventstore.value, failed: Promise.race(servers.map(({ failed }) => failed)), stop };
};
