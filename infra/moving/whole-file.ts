import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exists } from '../embedded/exists.ts';
import { LogUnfit } from './log-unfit.ts';

/** A name beside `path` for what is not whole yet. */
export const draftOf = (path: string): string => `${path}.draft-${randomBytes(4).toString('hex')}`;

export const refuseToOverwrite = async (path: string): Promise<void> => {
  if (await exists(path)) throw new LogUnfit(`${path} is there already, and is not overwritten.`);
};

/** Makes what was written or renamed in a folder outlast a loss of power. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/**
 * Writes a file that its owner alone can read, and gives it its name when it is whole and on disk. What fails leaves
 * nothing; what is killed leaves a draft.
 */
export const writeWhole = async <A>(
  path: string,
  write: (output: Writable) => Promise<A>,
): Promise<A> => {
  await refuseToOverwrite(path);
  const draft = draftOf(path);
  try {
    // `flush` syncs the file before it is closed, which the end of the pipeline waits for.
    const file = createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true });
    const result = await write(file);
    await rename(draft, path);
    await syncFolder(dirname(path));
    return result;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
};

/** SHA-256 of a file's bytes, in hex. */
export const sha256OfFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};
