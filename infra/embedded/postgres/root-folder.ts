import { chmod, lstat, mkdir } from 'node:fs/promises';

/** Where things go that root keeps for Postgres' user, who cannot reach the folders of root. */
const path = '/var/lib/usage-ledger';

/**
 * Makes sure of root's own folder, which all may pass through and root alone may write.
 *
 * @throws when it is anything else: what others could have put there must not be run or believed.
 */
export const rootFolder = async (): Promise<string> => {
  await mkdir(path, { recursive: true });
  const found = await lstat(path);
  if (!found.isDirectory() || found.uid !== 0 || (found.mode & 0o022) !== 0) {
    throw new Error(`${path} must be a folder that belongs to root and that only root can write.`);
  }
  await chmod(path, 0o755);
  return path;
};
