import { setTimeout as delay } from 'node:timers/promises';
import { DataDirInUse } from './lock-data-dir.ts';
import { readServersNote } from './running-servers.ts';
import { startEmbedded } from './start-embedded.ts';

type Need = { readonly postgres: boolean; readonly eventstore: boolean };

/** The servers of a data folder: those of the service that runs there, or started for the caller. */
export type ReachedServers = {
  readonly postgresUrl: string | undefined;
  readonly eventstoreUrl: string | undefined;
  /** Started here and held by the lock of the folder: nobody else uses them. */
  readonly isOurs: boolean;
  /** Resolves when one that was started here ends without having been told to. */
  readonly failed: Promise<Error>;
  /** Stops what was started here; leaves alone what was running. */
  readonly release: () => Promise<void>;
};

const defaultPatienceMs = 60_000;
const lookAgainMs = 100;

const running = async (dataDir: string, need: Need): Promise<ReachedServers | undefined> => {
  const note = await readServersNote(dataDir);
  if (note === undefined) return undefined;
  if (need.eventstore && note.eventstore === undefined) {
    throw new Error(`The service that runs on ${dataDir} has no event store of its own.`);
  }
  if (need.postgres && note.postgres === undefined) {
    throw new Error(`The service that runs on ${dataDir} has no PostgreSQL of its own.`);
  }
  return {
    postgresUrl: note.postgres,
    eventstoreUrl: note.eventstore,
    isOurs: false,
    failed: new Promise(() => undefined),
    release: () => Promise.resolve(),
  };
};

/**
 * Reaches the servers of a data folder, whether the service runs there or not; waits for one that is just starting or
 * stopping.
 *
 * @throws DataDirInUse where that takes longer than `patienceMs`, and what a server says that does not start.
 */
export const reachServers = async ({
  dataDir,
  need,
  patienceMs = defaultPatienceMs,
}: {
  readonly dataDir: string;
  readonly need: Need;
  readonly patienceMs?: number;
}): Promise<ReachedServers> => {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    try {
      const embedded = await startEmbedded({ dataDir, need, log: () => undefined });
      return {
        postgresUrl: embedded.postgres?.url,
        eventstoreUrl: embedded.eventstore?.url,
        isOurs: true,
        failed: embedded.failed,
        release: embedded.stop,
      };
    } catch (error) {
      if (!(error instanceof DataDirInUse)) throw error;
      const reached = await running(dataDir, need);
      if (reached !== undefined) return reached;
      if (performance.now() >= giveUpAt) throw error;
      await delay(lookAgainMs);
    }
  }
};
