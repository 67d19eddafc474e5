import { once } from 'node:events';
import { appendFile, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startEmbeddedPostgres } from '../../../infra/embedded/start-embedded-postgres.ts';
import { newDataDir } from './data-dir.ts';
import { runScript } from './processes.ts';
import { openSession, query } from './query.ts';
import { start } from './start-for-test.ts';

test('tells that the server was killed, and starts again while its sessions are still busy', async () => {
  const dataDir = await newDataDir();
  const first = await start(dataDir);
  await query(first.url, 'create table kept (id int)', 'insert into kept values (1)');
  const session = await openSession(first.url);
  const busy = session.client
    .query('select count(*) from generate_series(1, 20000000)')
    .catch(() => undefined);
  const active =
    "select 1 as one from pg_stat_activity where query like '%generate_series(1,%' and pid <> pg_backend_pid()";
  await expect.poll(() => query(first.url, active)).toEqual([{ one: 1 }]);
  process.kill(first.pid, 'SIGKILL');
  const failure = await first.failed;
  expect(failure.message).toMatch(/^The embedded Postgres ended by itself: signal SIGKILL/);
  await first.stop();
  const lines: string[] = [];
  const second = await start(dataDir, (line) => lines.push(line));
  expect(lines.join('\n')).toContain('pre-existing shared memory block');
  expect(await query(second.url, 'select id from kept')).toEqual([{ id: 1 }]);
  await busy;
  await session.ended;
});

test('tells in the words of Postgres why it does not start, and lets go of the data', async () => {
  const dataDir = await newDataDir();
  await (await start(dataDir)).stop();
  const settings = join(dataDir, 'postgres', 'data', 'postgresql.conf');
  await appendFile(settings, 'no_such_setting = 1\n');
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
    /^The embedded Postgres did not start: exit code 1[^]*unrecognized configuration parameter "no_such_setting"/,
  );
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/no_such_setting/);
});

test('says that the password is missing rather than make another one', async () => {
  const dataDir = await newDataDir();
  await (await start(dataDir)).stop();
  await rm(join(dataDir, 'postgres-password'));
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
    /postgres-password is missing or cannot be read/,
  );
});

test('makes the data anew when a crash had left them half made', async () => {
  const dataDir = await newDataDir();
  const whole = await start(dataDir);
  await whole.stop();
  const home = join(await realpath(dataDir), 'postgres');
  await rm(join(home, 'data', 'pg_wal'), { recursive: true });
  await rename(join(home, 'data'), join(home, 'draft-killed'));
  const { url } = await start(dataDir);
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await expect(stat(join(home, 'draft-killed'))).rejects.toThrow(/ENOENT/);
});

test('starts after a first start that was killed while it made the data', async () => {
  const dataDir = await newDataDir();
  const parent = runScript('parent.ts', [dataDir, 'postgres']);
  const ended = once(parent, 'exit');
  await vi.waitFor(() => stat(join(dataDir, 'postgres')), { interval: 5 });
  await vi.waitUntil(
    async () =>
      (await readdir(join(dataDir, 'postgres'))).some((name) => name.startsWith('draft-')),
    { interval: 5 },
  );
  parent.kill('SIGKILL');
  await ended;
  const { url } = await start(dataDir);
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('believes no pid file that another process has come into', async () => {
  const dataDir = await newDataDir();
  await (await start(dataDir)).stop();
  const cluster = join(dataDir, 'postgres', 'data');
  await writeFile(join(cluster, 'postmaster.pid'), `${process.pid}\n${cluster}\n`);
  const { url } = await start(dataDir);
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
});
