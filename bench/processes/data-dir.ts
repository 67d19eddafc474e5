import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeDataDir } from '../../test/support/start-postgres.ts';
import type { Resources } from './resources.ts';

/** A data folder for one run, removed with all that lies in it. */
export const freshDataDir = async ({ defer }: Resources): Promise<string> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'ledger-bench-'));
  defer(() => removeDataDir(dataDir));
  return dataDir;
};
