import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

const retryAfterMs = 500;

/**
 * Listens on a channel over a connection of its own, for ever: a connection that breaks is made again. `onNotice` is
 * also called after each connect, since what was said in between was not heard. Resolves when it listens.
 */
export const listen = async ({
  url,
  channel,
  onNotice,
  onError,
}: {
  readonly url: string;
  readonly channel: string;
  readonly onNotice: () => void;
  readonly onError: (error: unknown) => void;
}): Promise<{ readonly stop: () => Promise<void> }> => {
  const stopped = new AbortController();
  let client: pg.Client | undefined;

  /** Resolves when the connection, once it listened, is gone. */
  const listenOnce = async (onListening: () => void): Promise<void> => {
    const connection = new pg.Client({ connectionString: url, keepAlive: true });
    client = connection;
    const ended = new Promise<void>((resolve) => connection.once('end', resolve));
    connection.on('error', onError);
    connection.on('notification', onNotice);
    await connection.connect();
    await connection.query(`listen ${channel}`);
    onListening();
    onNotice();
    await ended;
  };

  const listenForEver = async (onListening: () => void): Promise<void> => {
    while (!stopped.signal.aborted) {
      try {
        await listenOnce(onListening);
      } catch (error) {
        onError(error);
      }
      await delay(retryAfterMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };

  await new Promise<void>((resolve) => void listenForEver(resolve));
  return {
    stop: async () => {
      stopped.abort();
      await client?.end();
    },
  };
};
