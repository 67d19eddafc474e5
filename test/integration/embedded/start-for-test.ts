import { onTestFinished } from 'vitest';
import type { EmbeddedServer, LineLog } from '../../../infra/embedded/embedded-server.ts';
import { startEmbeddedPostgres } from '../../../infra/embedded/start-embedded-postgres.ts';

/** Starts a Postgres that is stopped after the running test, at the latest. */
export const start = async (dataDir: string, log?: LineLog): Promise<EmbeddedServer> => {
  const server = await startEmbeddedPostgres({ dataDir, ...(log && { log }) });
  onTestFinished(() => server.stop());
  return server;
};
