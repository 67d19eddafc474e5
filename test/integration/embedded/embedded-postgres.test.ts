import { spawnSync } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { startEmbeddedPostgres } from '../../../infra/embedded/start-embedded-postgres.ts';
import { newDataDir } from './data-dir.ts';
import { start } from './start-for-test.ts';
import { isAlive, processesAbout } from './processes.ts';
import { openSession, query } from './query.ts';

test('starts a server with the ledger database, for text in any language, that loses nothing', async () => {
  const { url } = await start(await newDataDir());
  expect(
    await query(
      url,
      `select current_database() as database, current_user as user, pg_encoding_to_char(encoding) as encoding,
         datlocprovider as provider, datlocale as locale, current_setting('fsync') as fsync,
         current_setting('synchronous_commit') as commit, current_setting('timezone') as zone,
         current_setting('listen_addresses') as listens, current_setting('unix_socket_directories') as sockets
       from pg_database where datname = current_database()`,
    ),
  ).toEqual([
    {
      database: 'ledger',
      user: 'ledger',
      encoding: 'UTF8',
      provider: 'b',
      locale: 'C.UTF-8',
      fsync: 'on',
      commit: 'on',
      zone: 'UTC',
      listens: '127.0.0.1',
      sockets: '',
    },
  ]);
});

test('lets nobody in without the password, which no command line or log line shows', async () => {
  const dataDir = await newDataDir();
  const lines: string[] = [];
  const { url, pid } = await start(dataDir, (line) => lines.push(line));
  const file = join(dataDir, 'postgres-password');
  const password = (await readFile(file, 'utf8')).trim();
  expect(new URL(url).password).toBe(password);
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  const wrong = new URL(url);
  wrong.password = 'guessed';
  await expect(new Client({ connectionString: wrong.href }).connect()).rejects.toThrow(
    /password authentication failed/,
  );
  const commandLine = spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
  expect(commandLine.stdout.toString()).toContain('postgres -D');
  expect(commandLine.stdout.toString()).not.toContain(password);
  expect(lines.join('\n')).toContain('ready to accept connections');
  expect(lines.join('\n')).not.toContain(password);
});

test('keeps data and password over a restart, and is gone after a stop', async () => {
  const dataDir = await newDataDir();
  const first = await start(dataDir);
  await query(first.url, 'create table kept (id int)', 'insert into kept values (1)');
  expect(await processesAbout(dataDir)).toContain(first.pid);
  await first.stop();
  await first.stop();
  // Not even the watcher.
  await expect.poll(() => processesAbout(dataDir)).toEqual([]);
  const second = await start(dataDir);
  expect(await query(second.url, 'select id from kept')).toEqual([{ id: 1 }]);
});

test('stops although a session is open', async () => {
  const { url, stop, pid } = await start(await newDataDir());
  const client = await openSession(url);
  await stop();
  await client.ended;
  expect(isAlive(pid)).toBe(false);
});

test('refuses data that are in use, and leaves their server alone', async () => {
  const dataDir = await newDataDir();
  const first = await start(dataDir);
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
    `in use by process ${process.pid}`,
  );
  expect(await query(first.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});
