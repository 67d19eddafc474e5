import type { Logger } from 'pino';
import type { EventLog } from '../domain/event-log.ts';
import type { Settings } from './config/settings.ts';
import { startEmbedded } from './embedded/start-embedded.ts';
import { connectEventLog } from './eventstore/connect-event-log.ts';
import type { AppendReport } from './eventstore/event-log-settings.ts';
import { connectPostgres, type DatabaseConnection } from './postgres/database.ts';

export type Stores = {
  readonly log: EventLog;
  /** For the feed, whose statements take the time that they take. */
  readonly db: DatabaseConnection;
  /** For those who wait for an answer: the door and the queries, each with connections of its own. */
  readonly asking: { readonly door: DatabaseConnection; readonly queries: DatabaseConnection };
  readonly databaseUrl: string;
  /** The servers that were started here, in words. */
  readonly embedded: readonly string[];
  /** Resolves when a server that was started here ends without having been told to. */
  readonly failed: Promise<Error>;
  readonly close: () => Promise<void>;
};

type StoreSettings = Pick<
  Settings,
  'dataDir' | 'eventstoreUrl' | 'databaseUrl' | 'databaseConnections' | 'querySeconds'
>;

type Reports = {
  readonly onAppend?: AppendReport;
  /** Hears of each query that was turned away since too many wait. */
  readonly onQueriesFull?: () => void;
};

// At some milliseconds each they are all answered within a second or two.
const queriesWaitingMax = 64;

/** Shared out, so that none of those who use the database can take what the others need. */
const connectAll = (
  url: string,
  { databaseConnections, querySeconds }: StoreSettings,
  logger: Logger,
  onQueriesFull: () => void,
) => {
  const onError = (error: Error): void => {
    logger.warn({ error: error.message }, 'a connection to the database broke');
  };
  const statementMs = querySeconds * 1_000;
  const door = Math.floor(databaseConnections / 3);
  const queries = Math.floor(databaseConnections / 3);
  const rest = databaseConnections - door - queries;
  return {
    db: connectPostgres({ url, connectionsMax: rest, onError }),
    asking: {
      door: connectPostgres({ url, connectionsMax: door, statementMs, onError }),
      queries: connectPostgres({
        url,
        connectionsMax: queries,
        statementMs,
        waiting: { max: queriesWaitingMax, onFull: onQueriesFull },
        onError,
      }),
    },
  };
};

const connectLog = (url: string, onAppend: AppendReport | undefined, logger: Logger): EventLog =>
  connectEventLog({
    url,
    onRetry: ({ operation, attempt, error }) => {
      logger.warn({ operation, attempt, error: error.message }, 'the log is away');
    },
    ...(onAppend === undefined ? {} : { onAppend }),
  });

/** Connects to the log and to the database, after starting those that the settings name no address for. */
export const openStores = async (
  settings: StoreSettings,
  logger: Logger,
  { onAppend, onQueriesFull = () => undefined }: Reports = {},
): Promise<Stores> => {
  const { dataDir, eventstoreUrl, databaseUrl } = settings;
  await using opened = new AsyncDisposableStack();
  const embedded = await startEmbedded({
    dataDir,
    need: { postgres: databaseUrl === undefined, eventstore: eventstoreUrl === undefined },
    log: (server, line) => {
      logger.debug({ server }, line);
    },
  });
  opened.defer(embedded.stop);
  const logUrl = eventstoreUrl ?? embedded.eventstore?.url;
  const url = databaseUrl ?? embedded.postgres?.url;
  if (logUrl === undefined || url === undefined) throw new Error('an embedded server is missing');
  const { db, asking } = connectAll(url, settings, logger, onQueriesFull);
  for (const each of [db, asking.door, asking.queries]) opened.defer(() => each.destroy());
  const log = connectLog(logUrl, onAppend, logger);
  opened.defer(log.close);
  const pids = Object.entries({
    'event store node': embedded.eventstore?.pid,
    PostgreSQL: embedded.postgres?.pid,
  });
  const stores = opened.move();
  return {
    log,
    db,
    asking,
    databaseUrl: url,
    embedded: pids.flatMap(([server, pid]) =>
      pid === undefined ? [] : [`${server} (pid ${pid})`],
    ),
    failed: embedded.failed,
    close: () => stores.disposeAsync(),
  };
};
