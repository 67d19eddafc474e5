import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export type SystemUser = { readonly uid: number; readonly gid: number };

/**
 * Postgres refuses to run as root: then it runs as the user `postgres`, or as `nobody` where there is none.
 *
 * @returns undefined when this process is not root: Postgres then runs as the same user.
 */
export const postgresUser = async (): Promise<SystemUser | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    'Postgres does not run as root, and this machine has neither a user postgres nor a user nobody: start as another user, or set DATABASE_URL.',
  );
};

/** Whether Postgres' user can pass into a folder or run a program; so can always a user who is not root here. */
export const canReach = async (user: SystemUser | undefined, path: string): Promise<boolean> =>
  user === undefined ||
  promisify(execFile)('/bin/sh', ['-c', 'test -x "$0"', path], { ...user, cwd: '/' }).then(
    () => true,
    () => false,
  );
