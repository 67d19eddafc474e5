import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type AdminKey = {
  readonly file: string;
  /** SHA-256 in hex: all that the service needs to know of it. */
  readonly hash: string;
  readonly isNew: boolean;
};

export const adminKeyFile = (dataDir: string): string => join(dataDir, 'admin.key');

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

/** The key of the data folder, made on the first start: readable by its owner only. */
export const adminKey = async (dataDir: string): Promise<AdminKey> => {
  const file = adminKeyFile(dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const key = `key_${randomBytes(24).toString('base64url')}`;
  try {
    await writeFile(file, `${key}\n`, { mode: 0o600, flag: 'wx' });
    return { file, hash: hashOf(key), isNew: true };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const known = (await readFile(file, 'utf8')).trim();
  if (!known.startsWith('key_')) {
    throw new Error(`${file} holds no key: delete it to get a new one`);
  }
  return { file, hash: hashOf(known), isNew: false };
};
