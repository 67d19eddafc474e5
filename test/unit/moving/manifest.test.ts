import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { manifestName, readManifest } from '../../../infra/moving/manifest.ts';
import { temporaryDataDir } from '../../support/temporary-dir.ts';

const manifestWith = (file: string) => ({
  format: 'usage-ledger-backup',
  version: 1,
  madeAt: '2026-11-22T00:00:00.000Z',
  versions: {},
  namespace: 'ledger',
  log: { file: 'log.ndjson.gz', bytes: 1, sha256: '', count: 0, digest: '', linesSha256: '' },
  ops: {
    tables: [
      { file, bytes: 1, sha256: '', name: 'api_keys', columns: [], rows: 0, linesSha256: '' },
    ],
    sequences: {},
  },
});

const read = async (file: string) => {
  const { path, remove } = await temporaryDataDir();
  try {
    await writeFile(join(path, manifestName), JSON.stringify(manifestWith(file)));
    return await readManifest(path);
  } finally {
    await remove();
  }
};

test('a backup names files of its own folder', async () => {
  expect((await read('ops.api_keys.ndjson.gz')).ops.tables).toHaveLength(1);
});

test.each(['../other/ops.ndjson.gz', '/etc/passwd', 'a/b', '..', '.', '', 'a\\b', 'a\u0000'])(
  'one that names another is none: %j',
  async (file) => {
    await expect(read(file)).rejects.toThrow('is not what a backup has there');
  },
);
