import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '../exists.ts';
import { clusterIn } from './home.ts';

/**
 * The password of the embedded Postgres: random, made before the data are, and kept in the data folder in a file that
 * its owner alone can read. Whole or not there, so that a crash leaves no data with an unknown password.
 */
export const postgresPassword = async (dataDir: string, home: string): Promise<string> => {
  const file = join(dataDir, 'postgres-password');
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known !== '') return known.trim();
  if (await exists(clusterIn(home))) {
    throw new Error(`${file} is missing or cannot be read, and Postgres' data in ${home} need it.`);
  }
  const draft = `${file}.draft`;
  const password = randomBytes(24).toString('base64url');
  await rm(draft, { force: true });
  await writeFile(draft, `${password}\n`, { mode: 0o600, flag: 'wx', flush: true });
  await rename(draft, file);
  return password;
};
