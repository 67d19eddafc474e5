import { startNode } from './start-node.ts';
import { startPostgres } from './start-postgres.ts';
import { startService, type StartedService } from './start-service.ts';
import { temporaryDataDir } from './temporary-dir.ts';

export type SharedStores = {
  readonly databaseUrl: string;
  /** Starts one more service on the same stores. */
  readonly startService: (
    environment?: Readonly<Record<string, string>>,
    args?: readonly string[],
  ) => Promise<StartedService>;
  /** Kills the services that still run, frozen ones too, then ends the stores. */
  readonly stop: () => Promise<void>;
};

/** An event store node and a database that several services share, as in an installation of several machines. */
export const startSharedStores = async (): Promise<SharedStores> => {
  await using started = new AsyncDisposableStack();
  const folder = async (): Promise<string> => {
    const { path, remove } = await temporaryDataDir();
    started.defer(remove);
    return path;
  };
  const node = await startNode({ dataDir: await folder() });
  started.defer(async () => {
    await node.stop();
  });
  const postgres = await startPostgres();
  started.defer(postgres.stop);
  const databaseUrl = await postgres.createDatabase();
  const stores = { EVENTSTORE_URL: node.connectionString, DATABASE_URL: databaseUrl };
  const running = started.move();
  return {
    databaseUrl,
    startService: async (environment = {}, args = []) => {
      const { path, remove } = await temporaryDataDir();
      running.defer(remove);
      const service = await startService(path, { ...stores, ...environment }, args);
      running.defer(async () => {
        await service.kill();
      });
      return service;
    },
    stop: () => running.disposeAsync(),
  };
};
