import { execFile } from 'node:child_process';
import { chown, mkdtemp, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exists } from '../exists.ts';
import type { Binaries } from './binaries.ts';
import { createDatabase } from './create-database.ts';
import { clusterIn } from './home.ts';
import { postgresEnvironment } from './settings.ts';
import type { SystemUser } from './system-user.ts';

const draftPrefix = 'draft-';

/**
 * Makes Postgres' data in `home` unless they are there. They are made under another name and renamed when whole, so a
 * start that is killed on the way leaves nothing that looks like data.
 *
 * @returns the data's folder.
 */
export const ensureCluster = async (
  binaries: Binaries,
  home: string,
  user: SystemUser | undefined,
  password: string,
): Promise<string> => {
  const cluster = clusterIn(home);
  if (await exists(cluster)) {
    await handOver(cluster, user);
    return cluster;
  }
  await removeDrafts(home);
  const draft = await mkdtemp(join(home, draftPrefix));
  const data = join(draft, 'data');
  const passwordFile = join(draft, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) {
    await chown(draft, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  await run(binaries.initdb, initdbArguments(data, passwordFile), user);
  await createDatabase(binaries, data, user);
  await rename(data, cluster);
  await syncFolder(home);
  await rm(draft, { recursive: true });
  return cluster;
};

/** The builtin provider sorts and folds the same on every machine and after every update of the system. */
const initdbArguments = (data: string, passwordFile: string): readonly string[] => [
  `--pgdata=${data}`,
  '--username=ledger',
  '--auth=scram-sha-256',
  `--pwfile=${passwordFile}`,
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--no-instructions',
];

const run = async (
  command: string,
  args: readonly string[],
  user: SystemUser | undefined,
): Promise<void> => {
  const env = postgresEnvironment();
  await promisify(execFile)(command, [...args], { ...user, cwd: '/', env }).catch(
    (error: unknown) => {
      throw new Error(`Postgres' data cannot be made: ${String(error)}`);
    },
  );
};

/** Another user than at the last start, where a user `postgres` has come or gone since. */
const handOver = async (cluster: string, user: SystemUser | undefined): Promise<void> => {
  if (user === undefined || (await stat(cluster)).uid === user.uid) return;
  await promisify(execFile)('chown', ['-Rh', `${user.uid}:${user.gid}`, cluster]);
};

const removeDrafts = async (home: string): Promise<void> => {
  const drafts = (await readdir(home)).filter((name) => name.startsWith(draftPrefix));
  // An initdb whose parent was killed may still be writing into its draft; then this one stays until the next time.
  for (const draft of drafts) {
    await rm(join(home, draft), { recursive: true, force: true }).catch(() => undefined);
  }
};

/** Makes a rename in this folder outlast a loss of power. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder);
  await handle.sync();
  await handle.close();
};
