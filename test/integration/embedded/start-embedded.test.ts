import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Embedded, startEmbedded } from '../../../infra/embedded/start-embedded.ts';
import { newDataDir } from './data-dir.ts';
import { firstLine, gone, processesAbout, runScript } from './processes.ts';
import { query } from './query.ts';

const both = { postgres: true, eventstore: true };

const start = async (dataDir: string, need = both): Promise<Embedded> => {
  const embedded = await startEmbedded({ dataDir, need, log: () => undefined });
  onTestFinished(() => embedded.stop());
  return embedded;
};

test('starts both servers, and after a stop nothing runs and nothing is locked', async () => {
  const dataDir = await newDataDir();
  const first = await start(dataDir);
  expect(first.postgres?.url).toMatch(/^postgres:/);
  expect(first.eventstore?.url).toMatch(/^esdb:/);
  await expect(startEmbedded({ dataDir, need: both, log: () => undefined })).rejects.toThrow(
    `in use by process ${process.pid}`,
  );
  await first.stop();
  await expect.poll(() => processesAbout(dataDir)).toEqual([]);
  await start(dataDir);
});

test('starts what is needed only, and touches nothing for nothing', async () => {
  const dataDir = await newDataDir();
  const one = await start(dataDir, { postgres: false, eventstore: true });
  expect([one.postgres, typeof one.eventstore]).toEqual([undefined, 'object']);
  const untouched = await newDataDir();
  await start(untouched, { postgres: false, eventstore: false });
  expect(await readdir(untouched)).toEqual([]);
});

test('tells which server has died', async () => {
  const { eventstore, failed, stop } = await start(await newDataDir());
  process.kill(eventstore?.pid ?? 0, 'SIGKILL');
  expect((await failed).message).toMatch(/^The embedded event store node ended by itself/);
  await stop();
});

test('leaves nothing running when one of them does not start', async () => {
  const dataDir = await newDataDir();
  await mkdir(join(dataDir, 'postgres', 'data'), { recursive: true });
  await writeFile(join(dataDir, 'postgres-password'), 'any');
  await expect(startEmbedded({ dataDir, need: both, log: () => undefined })).rejects.toThrow(
    /^The embedded Postgres did not start/,
  );
  await expect.poll(() => processesAbout(dataDir)).toEqual([]);
  await start(dataDir, { postgres: false, eventstore: true });
});

type Shown = { readonly pid: number; readonly url: string };
type Started = { readonly postgres: Shown; readonly eventstore: Shown };

const startParent = async (dataDir: string): Promise<Started & { kill: () => Promise<void> }> => {
  const parent = runScript('parent.ts', [dataDir, 'postgres', 'eventstore']);
  const ended = once(parent, 'exit');
  // What parent.ts prints has this shape.
  const started = JSON.parse(await firstLine(parent)) as Started;
  const kill = async (): Promise<void> => {
    parent.kill('SIGKILL');
    await ended;
  };
  return { ...started, kill };
};

test('servers end with their parent, even when that is killed, and keep their data', async () => {
  const dataDir = await newDataDir();
  const parent = await startParent(dataDir);
  await query(parent.postgres.url, 'create table kept (id int)', 'insert into kept values (1)');
  await parent.kill();
  await gone(parent.postgres.pid);
  await gone(parent.eventstore.pid);
  const { postgres } = await start(dataDir);
  expect(await query(postgres?.url ?? '', 'select id from kept')).toEqual([{ id: 1 }]);
});

test('starts at once after a kill, while the old servers are still about to end', async () => {
  const dataDir = await newDataDir();
  for (let round = 0; round < 3; round++) {
    const { kill } = await startParent(dataDir);
    await kill();
  }
  const { postgres } = await start(dataDir);
  expect(await query(postgres?.url ?? '', 'select 1 as one')).toEqual([{ one: 1 }]);
});
