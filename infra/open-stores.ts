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
  const embedded = await startEmbedded({
    dataDir,
    need: { postgres: databaseUrl === undefined, eventstore: eventstoreUrl === undefined },
    log: (server, line) => {
      logger.debug({ server }, line);
    },
  });
  const logUrl = eventstoreUrl ?? embedded.eventstore?.url;
  const url = databaseUrl ?? embedded.postgres?.url;
  if (logUrl === undefined || url === undefined) throw new Error('an embedded server is missing');
  const log = connectEventLog({
    url: logUrl,
    onRetry: ({ operation, attempt, error }) => {
      logger.warn({ operation, attempt, error: error.message }, 'the log is away');
    },
    ...(onAppend === undefined ? {} : { onAppend }),
  });
  const db = connectPostgres({
    url,
    connectionsMax: databaseConnections,
    onError: (error) => {
      logger.warn({ error: error.message }, 'a connection to the database broke');
    },
  });
  return {
    log,
    db,
    databaseUrl: url,
    embedded: [
      ...(embedded.eventstore === undefined
        ? []
        : [`event store node (pid ${embedded.eventstore.pid})`]),
      ...(embedded.postgres === undefined ? [] : [`PostgreSQL (pid ${embedded.postgres.pid})`]),
    ],
    failed: embedded.failed,
    close: async () => {
      await log.close();
      await db.destroy();
      await embedded.stop();
    },
  };
};
