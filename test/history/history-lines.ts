import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const data = join(import.meta.dirname, '../data');

/** The real history of OpenMeet that comes with the project, and what it must give. */
export const openmeet = {
  tenant: 'openmeet',
  file: join(data, 'openmeet-history.ndjson.gz'),
  expected: join(data, 'openmeet-expected.json'),
};

/** Its facts, one a line. */
export const historyLines = async (file: string): Promise<readonly string[]> =>
  gunzipSync(await readFile(file))
    .toString()
    .split('\n')
    .filter((line) => line !== '');
