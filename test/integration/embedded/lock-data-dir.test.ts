import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockDataDir } from '../../../infra/embedded/lock-data-dir.ts';
import { newDataDir } from './data-dir.ts';
import { firstLine, runScript } from './processes.ts';

test('makes the folder, for its owner alone', async () => {
  const dataDir = join(await newDataDir(), 'new', 'folder');
  const lock = await lockDataDir(dataDir);
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  await lock.release();
});

test('refuses a second start of the same process until the first lets go', async () => {
  const dataDir = await newDataDir();
  const lock = await lockDataDir(dataDir);
  await expect(lockDataDir(dataDir)).rejects.toThrow(`in use by process ${process.pid}.`);
  await expect(lockDataDir(dataDir)).rejects.toThrow(`in use by process ${process.pid}.`);
  await lock.release();
  await lock.release();
  await (await lockDataDir(dataDir)).release();
});

test('names the process that holds the folder, and takes over when that is killed', async () => {
  const dataDir = await newDataDir();
  const holder = runScript('hold-lock.ts', [dataDir]);
  expect(await firstLine(holder)).toBe('locked');
  await expect(lockDataDir(dataDir)).rejects.toThrow(
    `The data folder ${dataDir} is in use by process ${String(holder.pid)}.`,
  );
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  await (await lockDataDir(dataDir)).release();
});

test('does not mind a dead holder whose pid is in use again', async () => {
  const dataDir = await newDataDir();
  await (await lockDataDir(dataDir)).release();
  await writeFile(join(dataDir, 'lock-holder'), '1\n');
  await (await lockDataDir(dataDir)).release();
});

test('lets one of many starts win', async () => {
  const dataDir = join(await newDataDir(), 'shared');
  const starts = await Promise.allSettled(
    Array.from({ length: 8 }, () => firstLine(runScript('hold-lock.ts', [dataDir]))),
  );
  expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const start of starts) {
    if (start.status === 'rejected') expect(String(start.reason)).toMatch(/is in use by/);
  }
});

test('says which folder cannot be written', async () => {
  const dataDir = await newDataDir();
  await writeFile(join(dataDir, 'file'), '');
  await expect(lockDataDir(join(dataDir, 'file', 'folder'))).rejects.toThrow(
    /^The data folder .*file\/folder cannot be written: ENOTDIR/,
  );
});
