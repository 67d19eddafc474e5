import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { removeDataDir } from '../../support/start-postgres.ts';

/** An empty data folder for the running test, removed after it. */
export const newDataDir = async (): Promise<string> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'ledger-test-'));
  onTestFinished(() => removeDataDir(dataDir));
  return dataDir;
};
