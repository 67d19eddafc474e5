import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { EmbeddedServer } from '../../../infra/embedded/embedded-server.ts';
import { startEmbeddedNode } from '../../../infra/embedded/start-embedded-node.ts';
import { newDataDir } from './data-dir.ts';
import { gone, isAlive } from './processes.ts';

const start = async (dataDir: string): Promise<EmbeddedServer> => {
  const server = await startEmbeddedNode({ dataDir });
  onTestFinished(() => server.stop());
  return server;
};

test('starts a node that listens on the loopback interface, and stops it', async () => {
  const dataDir = await newDataDir();
  const { url, pid, stop } = await start(dataDir);
  const port = /^esdb:\/\/127\.0\.0\.1:(\d+)\?tls=false$/.exec(url)?.[1];
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  socket.destroy();
  expect(await readFile(join(dataDir, 'eventstore.pid'), 'utf8')).toBe(`${pid}\n`);
  await stop();
  await stop();
  expect(isAlive(pid)).toBe(false);
});

test('starts again on the same folder, also after the node was killed', async () => {
  const dataDir = await newDataDir();
  const first = await start(dataDir);
  process.kill(first.pid, 'SIGKILL');
  expect((await first.failed).message).toMatch(
    /^The embedded event store node ended by itself: signal SIGKILL/,
  );
  const second = await start(dataDir);
  expect(second.pid).not.toBe(first.pid);
});

test('ends a node that still runs on the folder, and takes its place', async () => {
  const dataDir = await newDataDir();
  const left = await start(dataDir);
  const next = await start(dataDir);
  await gone(left.pid);
  expect(isAlive(next.pid)).toBe(true);
});

test('passes on what a node says that does not start', async () => {
  const dataDir = await newDataDir();
  const lines: string[] = [];
  const program = `${import.meta.dirname}/refusing-node.ts`;
  await expect(
    startEmbeddedNode({ dataDir, program, log: (line) => lines.push(line) }),
  ).rejects.toThrow(
    /^The embedded event store node did not start: exit code 1\. Its last words:\nthe journal is damaged$/,
  );
  expect(lines).toEqual(['the journal is damaged']);
});
