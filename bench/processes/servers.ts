import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { EmbeddedServer } from '../../infra/embedded/embedded-server.ts';
import { startEmbeddedNode } from '../../infra/embedded/start-embedded-node.ts';
import { startEmbeddedPostgres } from '../../infra/embedded/start-embedded-postgres.ts';
import { freshDataDir } from './data-dir.ts';
import type { Resources } from './resources.ts';

/** An empty event store node of its own. */
export const freshNode = async (resources: Resources): Promise<EmbeddedServer> => {
  const node = await startEmbeddedNode({ dataDir: await freshDataDir(resources) });
  resources.defer(node.stop);
  return node;
};

/** A Postgres as the service itself would start it. */
export const freshPostgres = async (resources: Resources): Promise<EmbeddedServer> => {
  const postgres = await startEmbeddedPostgres({ dataDir: await freshDataDir(resources) });
  resources.defer(postgres.stop);
  return postgres;
};

/** The connection string of a new, empty database; it goes with its server. */
export const freshDatabase = async ({ url }: EmbeddedServer): Promise<string> => {
  const name = `bench_${randomUUID().replaceAll('-', '')}`;
  const admin = new Client({ connectionString: url });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const database = new URL(url);
  database.pathname = name;
  return database.href;
};
