import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../../infra/embedded/start-embedded-postgres.ts';

export type TestPostgres = {
  /**
   * Makes a database and gives its connection string.
   *
   * @param template the connection string of a database to copy, such as a migrated one; nothing may be connected to it.
   */
  readonly createDatabase: (template?: string) => Promise<string>;
  /** Ends the server and removes its data. */
  readonly stop: () => Promise<void>;
};

/** One real Postgres for a test file: start it in `beforeAll`, stop it in `afterAll`, take a database for each test. */
export const startPostgres = async (): Promise<TestPostgres> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'ledger-test-'));
  const server = await startEmbeddedPostgres({ dataDir });
  const admin = new Client({ connectionString: server.url });
  await admin.connect();
  // These data are thrown away: nothing is gained by waiting for the disk.
  await admin.query('alter system set fsync = off');
  await admin.query('select pg_reload_conf()');
  return {
    createDatabase: async (template) => {
      const name = `test_${randomUUID().replaceAll('-', '')}`;
      const source = template === undefined ? 'template1' : nameIn(template);
      await admin.query(`create database ${name} template ${source}`);
      return withName(server.url, name);
    },
    stop: async () => {
      await admin.end();
      await server.stop();
      await removeDataDir(dataDir);
    },
  };
};

/** Removes a data folder, and the Postgres data that lie elsewhere because root's folders are closed. */
export const removeDataDir = async (dataDir: string): Promise<void> => {
  const elsewhere = await readFile(join(dataDir, 'postgres-data-is-in'), 'utf8').catch(() => '');
  if (elsewhere !== '') await rm(elsewhere.trim(), { recursive: true, force: true });
  await rm(dataDir, { recursive: true, force: true });
};

const nameIn = (url: string): string => new URL(url).pathname.slice(1);

const withName = (url: string, name: string): string => {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
};
