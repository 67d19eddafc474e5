import type { Logger } from 'pino';
import type { EventLog } from '../domain/event-log.ts';
import type { Settings } from './config/settings.ts';
import { startEmbedded } from './embedded/start-embedded.ts';
import { connectEventLog } from './eventstore/connect-event-log.ts';
import type { AppendReport } from './eventstore/event-log-settings.ts';
import { connectPostgres, type DatabaseConnection } from './postgres/database.ts';

export type Stores = {
  readonly log: EventLog;
  readonly db: DatabaseConnection;
  readonly databaseUrl: string;
  /** The servers that were started here, in words. */
  readonly embedded: readonly string[];
  /** Resolves when a server that was started here ends without having been told to. */
  readonly failed: Promise<Error>;
  readonly close: () => Promise<void>;
};

/** Connects to the log and to the database, after starting those that the settings name no address for. */
export const openStores = async (
  settings: Pick<Settings, 'dataDir' | 'eventstoreUrl' | 'databaseUrl' | 'databaseConnections'>,
  logger: Logger,
  onAppend?: AppendReport,
): Promise<Stores> => {
  const { dataDir, eventstoreUrl, databaseUrl, databaseConnections } = settings;
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
  const db = connectPostgres({
    url,
    connectionsMax: databaseConnections,
    onError: (error) => {
      logger.warn({ error: error.message }, 'a connection to the database broke');
    },
  });
  opened.defer(() => db.destroy());
  const log = connectEventLog({
    url: logUrl,
    onRetry: ({ operation, attempt, error }) => {
      logger.warn({ operation, attempt, error: error.message }, 'the log is away');
    },
    ...(onAppend === undefined ? {} : { onAppend }),
  });
  opened.defer(log.close);
  const pids = Object.entries({
    'event store node': embedded.eventstore?.pid,
    PostgreSQL: embedded.postgres?.pid,
  });
  const stores = opened.move();
  return {
    log,
    db,
    databaseUrl: url,
    embedded: pids.flatMap(([server, pid]) =>
      pid === undefined ? [] : [`${server} (pid ${pid})`],
    ),
    failed: embedded.failed,
    close: () => stores.disposeAsync(),
  };
};
