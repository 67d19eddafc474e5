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

/**
 * Connects to a log; starts the node of an installation that is not running. A node that belongs to a running service is
 * lost with the first failure: it comes back at another address, or may be started here then.
 */
export const openLog = async (place: LogPlace, say: (line: string) => void): Promise<OpenLog> => {
  await using opened = new AsyncDisposableStack();
  const lost = new AbortController();
  const lose = (error: Error): void => {
    lost.abort(error);
  };
  const servers =
    'dataDir' in place
      ? await reachServers({ ...place, need: { eventstore: true, postgres: false } })
      : undefined;
  if (servers !== undefined) {
    opened.defer(servers.release);
    void servers.failed.then(lose);
  }
  const isBorrowed = servers?.isOurs === false;
  let awaySince = 0;
  const onRetry = ({ operation, attempt, error }: Retry): void => {
    const away = new LogUnavailable(`${nameOf(place)} is away: ${error.message}`, { cause: error });
    if (isBorrowed) lose(away);
    if (attempt === 1) awaySince = performance.now();
    if (operation === 'follow' && performance.now() - awaySince > patienceMs) lose(away);
    if (!isBorrowed && attempt % 10 === 1) say(`waiting for ${away.message}`);
  };
  const url = 'url' in place ? place.url : servers?.eventstoreUrl;
  if (url === undefined) throw new Error('the event store node has no address');
  const log = connectEventLog({ url, giveUpMs: patienceMs, onRetry });
  opened.defer(log.close);
  const resources = opened.move();
  return {
    log,
    isOurs: servers?.isOurs === true,
    lost: lost.signal,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
};
