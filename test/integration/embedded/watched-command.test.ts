import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Escalation } from '../../../infra/embedded/escalation.ts';
import { watched } from '../../../infra/embedded/postgres/watched-command.ts';
import { newDataDir } from './data-dir.ts';
import { firstLine, gone, isAlive, runScript } from './processes.ts';
import { openSession } from './query.ts';

const escalation: Escalation = [
  { signal: 'SIGINT', patienceMs: 1_000 },
  { signal: 'SIGQUIT', patienceMs: 1_000 },
  { signal: 'SIGKILL', patienceMs: 1_000 },
];

/** A server that writes its pid file as Postgres does, notes every signal it hears and ends at one of them. */
const server = (obeys: string): string => `
  const { appendFileSync, rmSync, writeFileSync } = require('node:fs');
  const [, pidFile, heard] = process.argv;
  for (const signal of ['SIGINT', 'SIGQUIT']) {
    process.on(signal, () => {
      appendFileSync(heard, signal + ' ');
      if (signal !== '${obeys}') return;
      rmSync(pidFile);
      process.exit();
    });
  }
  setInterval(() => undefined, 1000);
  writeFileSync(pidFile, process.pid + '\\n/data\\n');
`;

const startWatched = async (obeys: string) => {
  const dataDir = await newDataDir();
  const pidFile = join(dataDir, 'postmaster.pid');
  const heard = join(dataDir, 'heard');
  await writeFile(heard, '');
  const program = { command: process.execPath, args: ['-e', server(obeys), pidFile, heard] };
  const { command, args } = watched(program, pidFile, escalation);
  const child = spawn(command, [...args], { stdio: ['pipe', 'ignore', 'ignore'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const ended = once(child, 'exit');
  await vi.waitFor(async () => {
    expect(await readFile(pidFile, 'utf8')).toContain('data');
  });
  return {
    pidFile,
    pid: child.pid ?? 0,
    /** As the end of its parent does. */
    closeStdin: () => child.stdin.end(),
    ended,
    heard: () => readFile(heard, 'utf8'),
  };
};

test.each([
  ['SIGINT', 'SIGINT '],
  ['SIGQUIT', 'SIGINT SIGQUIT '],
])('a server that obeys %s hears no more than it needs', async (obeys, heard) => {
  const started = await startWatched(obeys);
  started.closeStdin();
  await started.ended;
  expect(await started.heard()).toBe(heard);
});

test('a server that obeys nothing is killed', async () => {
  const started = await startWatched('nothing');
  started.closeStdin();
  expect(await started.ended).toEqual([null, 'SIGKILL']);
  expect(await started.heard()).toBe('SIGINT SIGQUIT ');
});

test('nothing more is sent to a pid that the pid file does not name', async () => {
  const started = await startWatched('nothing');
  await rm(started.pidFile);
  const other = await startWatched('nothing');
  started.closeStdin();
  await expect.poll(started.heard).toBe('SIGINT ');
  // It has gone through all its signals by the time that one which began later has.
  other.closeStdin();
  await other.ended;
  expect(await started.heard()).toBe('SIGINT ');
  expect(isAlive(started.pid)).toBe(true);
});

test('a PostgreSQL whose fast shutdown waits for a frozen session ends all the same', async () => {
  const parent = runScript('parent.ts', [await newDataDir(), 'postgres']);
  const { postgres } = JSON.parse(await firstLine(parent)) as {
    readonly postgres: { readonly pid: number; readonly url: string };
  };
  const session = await openSession(postgres.url);
  const { rows } = await session.client.query<{ pid: number }>('select pg_backend_pid() as pid');
  process.kill(rows[0]?.pid ?? 0, 'SIGSTOP');
  parent.kill('SIGKILL');
  await gone(postgres.pid);
  await session.ended;
});
