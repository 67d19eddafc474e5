import type { Kysely } from 'kysely';
import { readCheckpoint } from './checkpoint.ts';
import type { Database } from './database.ts';
import { listen } from './listen.ts';
import { progressChannel } from './progress-channel.ts';

/** How far the read models are, followed from this process, whichever process writes them. */
export type ProgressWatch = {
  /** Where the read models are, as last heard; -1n before anything. It goes back when they are filled anew. */
  readonly position: () => bigint;
  /** Resolves to true when everything up to `position` is in, to false when that takes longer. */
  readonly reached: (position: bigint, timeoutMs: number) => Promise<boolean>;
  /** Calls back whenever the read models have moved on. */
  readonly onMove: (listener: (position: bigint) => void) => void;
  readonly stop: () => Promise<void>;
};

const lookAgainMs = 1_000;

type Waiter = { readonly position: bigint; readonly done: (reached: boolean) => void };

/** Runs `task` for each call, one at a time; calls that come while it runs are served by one more run. */
const coalesced = (task: () => Promise<void>): (() => void) => {
  let running = false;
  let again = false;
  const run = async (): Promise<void> => {
    running = true;
    do {
      again = false;
      await task();
      // `again` is set by calls that come during the task.
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition
    } while (again);
    running = false;
  };
  return () => {
    if (running) again = true;
    else void run();
  };
};

export const watchProgress = async (
  db: Kysely<Database>,
  url: string,
  onError: (error: unknown) => void,
): Promise<ProgressWatch> => {
  const waiters = new Set<Waiter>();
  const listeners = new Set<(position: bigint) => void>();
  let position = -1n;

  const refresh = async (): Promise<void> => {
    const { position: read = -1n } = await readCheckpoint(db);
    if (read === position) return;
    position = read;
    for (const waiter of waiters) if (waiter.position <= position) waiter.done(true);
    for (const listener of listeners) listener(position);
  };

  const look = coalesced(() => refresh().catch(onError));
  const listening = await listen({
    url,
    channel: progressChannel,
    onNotice: look,
    onError,
  });

  // A notice may be lost with its connection: looking now and then makes a wait late, not endless.
  const looking = setInterval(look, lookAgainMs);

  const waitFor = (wanted: bigint, timeoutMs: number): Promise<boolean> =>
    new Promise((resolve) => {
      const done = (reached: boolean): void => {
        clearTimeout(timer);
        waiters.delete(waiter);
        resolve(reached);
      };
      const waiter: Waiter = { position: wanted, done };
      const timer = setTimeout(done, timeoutMs, false);
      waiters.add(waiter);
    });

  return {
    position: () => position,
    onMove: (listener) => listeners.add(listener),
    reached: async (wanted, timeoutMs) => wanted <= position || waitFor(wanted, timeoutMs),
    stop: async () => {
      clearInterval(looking);
      for (const waiter of waiters) waiter.done(false);
      await listening.stop();
    },
  };
};
