import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LineLog } from '../embedded-server.ts';
import { exists } from '../exists.ts';
import { rootFolder } from './root-folder.ts';
import { canReach, type SystemUser } from './system-user.ts';

const signpost = 'postgres-data-is-in';

/** The folder of the data themselves, made once it is whole; and of nothing that is still in the making. */
export const clusterIn = (home: string): string => join(home, 'data');

/**
 * Finds, or makes, the folder that Postgres lives in: `postgres` in the data folder, where its user can get there.
 *
 * A folder of root's under closed parents, such as the home of root, is not opened up: then Postgres lives in root's own
 * folder, and a file in the data folder says where. What that file says holds from then on, also when the data folder
 * has been moved.
 *
 * @param folder the real path of the data folder.
 */
export const postgresHome = async (
  folder: string,
  user: SystemUser | undefined,
  log: LineLog,
): Promise<string> => {
  const inside = join(folder, 'postgres');
  if (user === undefined) {
    await mkdir(inside, { recursive: true, mode: 0o700 });
    return inside;
  }
  const elsewhere = await followSignpost(folder);
  if (elsewhere !== undefined) return openTo(elsewhere, user);
  await letPass(folder, user);
  if (await canReach(user, folder)) {
    await mkdir(inside, { recursive: true });
    return openTo(inside, user);
  }
  if (await exists(clusterIn(inside))) {
    throw new Error(
      `Postgres runs as user ${user.uid}, who cannot reach ${inside}: let others pass through the folders above it.`,
    );
  }
  // Its name tells which data folder it belongs to, and is not used again for another one that comes to the same path.
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const home = await mkdtemp(join(await rootFolder(), `${hash}-`));
  await writeFile(join(folder, signpost), `${home}\n`, { flush: true });
  log(`Postgres' user cannot reach ${folder}: its data are in ${home}.`);
  return openTo(home, user);
};

/** The place the signpost names, which must be one that this module has made: root does not go where others point. */
const followSignpost = async (folder: string): Promise<string | undefined> => {
  const file = join(folder, signpost);
  const home = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (home === '') return undefined;
  if (dirname(home) !== (await rootFolder())) {
    throw new Error(`${file} names ${home}, which is no place for Postgres' data.`);
  }
  if (await exists(home)) return home;
  throw new Error(`Postgres' data should be in ${home}, as ${file} says, and are not there.`);
};

/** A data folder that is closed to all but root lets Postgres' user pass through, and still not look in. */
const letPass = async (folder: string, user: SystemUser): Promise<void> => {
  const { uid, mode } = await stat(folder);
  const closed = uid === 0 && (mode & 0o777) === 0o700;
  if (closed && (await canReach(user, dirname(folder)))) await openTo(folder, user);
};

const openTo = async (folder: string, { gid }: SystemUser): Promise<string> => {
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== 0) {
    throw new Error(`${folder} belongs to user ${found.uid}: start as that user, not as root.`);
  }
  await chown(folder, 0, gid);
  await chmod(folder, 0o710);
  return folder;
};
