import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as t from 'io-ts';
import { isLeft } from 'fp-ts/lib/Either.js';

const RunningServers = t.intersection([
  t.type({ pid: t.number }),
  t.partial({ eventstore: t.string, postgres: t.string }),
]);
/** Where the embedded servers of a data folder are, and the process that has the folder's lock. */
type RunningServers = t.TypeOf<typeof RunningServers>;

const fileIn = (dataDir: string): string => join(dataDir, 'running-servers.json');

/**
 * Notes in the data folder where its servers are, for commands that want to use them while the service runs. The address of
 * Postgres holds its password, so only the owner may read it. Whoever has the folder's lock writes and removes it.
 */
export const noteServers = async (dataDir: string, servers: RunningServers): Promise<void> => {
  const draft = `${fileIn(dataDir)}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(servers)}\n`, { mode: 0o600, flag: 'wx' });
  await rename(draft, fileIn(dataDir));
};

export const removeServersNote = (dataDir: string): Promise<void> =>
  rm(fileIn(dataDir), { force: true });

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Where the servers of a data folder are whose lock is held; undefined where they are not up yet or not any more. A note
 * that a crash left behind names a process that is gone, until the next start removes it.
 */
export const readServersNote = async (dataDir: string): Promise<RunningServers | undefined> => {
  const text = await readFile(fileIn(dataDir), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const note = RunningServers.decode(parsed(text));
  return isLeft(note) || !isAlive(note.right.pid) ? undefined : note.right;
};
