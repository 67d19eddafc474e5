import type { EventLog } from '../../domain/event-log.ts';
import { exists } from '../embedded/exists.ts';
import { reachServers } from '../embedded/reach-servers.ts';
import { connectEventLog } from '../eventstore/connect-event-log.ts';
import type { Retry } from '../eventstore/event-log-settings.ts';
import { join } from 'node:path';
import { LogUnfit } from './log-unfit.ts';
import { LogUnavailable } from '../eventstore/log-unavailable.ts';

/** Where a log is kept: by an EventStoreDB, or by the embedded node of a data folder. */
export type LogPlace = { readonly url: string } | { readonly dataDir: string };

export type OpenLog = AsyncDisposable & {
  readonly log: EventLog;
  /** Its node was started here: nobody else can write to it. */
  readonly isOurs: boolean;
  /** Aborts, with the reason, when its server is gone: for good, or for longer than anyone wants to wait. */
  readonly lost: AbortSignal;
};

const patienceMs = 120_000;

/** The place in words: a connection string may hold a password. */
export const nameOf = (place: LogPlace): string =>
  'dataDir' in place ? place.dataDir : place.url.replace(/\/\/[^@/]*@/, '//').replace(/\?.*$/, '');

/** Says where a data folder is taken for an installation that it is not: reading must not make a new one. */
export const checkInstallation = async (place: LogPlace): Promise<void> => {
  if (!('dataDir' in place) || (await exists(join(place.dataDir, 'eventstore')))) return;
  throw new LogUnfit(`${place.dataDir} holds no log of an embedded installation.`);
};

/** Calls `lose` when a server has been away for too long, which for a running service's node is any time at all. */
const watching = (
  place: LogPlace,
  isBorrowed: boolean,
  { say, lose }: { readonly say: (line: string) => void; readonly lose: (error: Error) => void },
) => {
  let awaySince = 0;
  return ({ attempt, error }: Retry): void => {
    if (isBorrowed) {
      const message = `The service on ${nameOf(place)} has stopped, and its event store with it.`;
      lose(new LogUnavailable(message, { cause: error }));
      return;
    }
    if (attempt === 1) awaySince = performance.now();
    const away = new LogUnavailable(`${nameOf(place)} is away: ${error.message}`, { cause: error });
    if (performance.now() - awaySince > patienceMs) lose(away);
    else if (attempt % 10 === 1) say(`waiting: ${away.message}`);
  };
};

/**
 * Connects to a log; starts the node of an installation that is not running. A node that belongs to a running service is
 * lost with the first failure: it comes back at another address, or may be started here then.
 */
export const openLog = async (place: LogPlace, say: (line: string) => void): Promise<OpenLog> => {
  await using opened = new AsyncDisposableStack();
  const lost = new AbortController();
  const servers =
    'dataDir' in place
      ? await reachServers({ ...place, need: { eventstore: true, postgres: false } })
      : undefined;
  if (servers !== undefined) opened.defer(servers.release);
  const url = 'url' in place ? place.url : servers?.eventstoreUrl;
  if (url === undefined) throw new Error('the event store node has no address');
  const lose = (error: Error): void => {
    if (lost.signal.aborted) return;
    lost.abort(error);
    // What is under way would be tried again for as long as there is patience.
    void log.close();
  };
  const log = connectEventLog({
    url,
    // Longer than the patience, whose message names the server.
    giveUpMs: 2 * patienceMs,
    onRetry: watching(place, servers?.isOurs === false, { say, lose }),
  });
  opened.defer(log.close);
  void servers?.failed.then(lose);
  const resources = opened.move();
  return {
    log,
    isOurs: servers?.isOurs === true,
    lost: lost.signal,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
};

/** What a failure over a log that was lost means: that it was lost. */
export const orLost = async <A>({ lost }: OpenLog, work: () => Promise<A>): Promise<A> => {
  try {
    return await work();
  } catch (error) {
    lost.throwIfAborted();
    throw error;
  }
};
