import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeDataDir } from './start-postgres.ts';

/** A data folder for one test, removed with all that lies in it. */
export const temporaryDataDir = async () => {
  const path = await mkdtemp(join(tmpdir(), 'ledger-'));
  return { path, remove: () => removeDataDir(path) };
};
