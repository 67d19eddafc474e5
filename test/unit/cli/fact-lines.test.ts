import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lineBatches, type LineBatch } from '../../../infra/cli/fact-lines.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ledger-lines-'));
});
afterAll(() => rm(dir, { recursive: true }));

const fileOf = async (name: string, contents: string | Buffer): Promise<string> => {
  const path = join(dir, name);
  await writeFile(path, contents);
  return path;
};

/** All batches until the end or the failure. */
const read = async (path: string, linesPerBatch = 100) => {
  const batches: LineBatch[] = [];
  try {
    for await (const batch of lineBatches(path, linesPerBatch)) batches.push(batch);
    return { batches, failure: undefined };
  } catch (error) {
    return { batches, failure: String(error) };
  }
};

const textOf = (batches: readonly LineBatch[]): string =>
  Buffer.concat(batches.map(({ bytes }) => bytes)).toString();

const lines = Array.from({ length: 50_000 }, (_, n) => `{"n":${n},"pad":"${'ä'.repeat(n % 40)}"}`);
const contents = `${lines.join('\n')}\n`;

test.each([
  ['plain.ndjson', contents],
  ['packed.gz', gzipSync(contents)],
  ['packed-under-another-name.ndjson', gzipSync(contents)],
])(
  '%s is given out whole, cut at line breaks, each batch with the number of its first line',
  async (name, bytes) => {
    const { batches, failure } = await read(await fileOf(name, bytes));
    expect(failure).toBeUndefined();
    expect(textOf(batches)).toBe(contents);
    expect(batches.length).toBeGreaterThan(10);
    for (const { firstLine, bytes: part } of batches) {
      expect(part.at(-1)).toBe(10);
      expect(part.toString().split('\n')[0]).toBe(lines[firstLine - 1]);
    }
    expect(batches.at(-1)?.readBytes).toBe(Buffer.byteLength(bytes));
  },
);

test('a last line without line break counts', async () => {
  const { batches } = await read(await fileOf('no-end.ndjson', 'a\nb'));
  expect(textOf(batches)).toBe('a\nb');
});

test('an empty file has no lines', async () => {
  expect(await read(await fileOf('empty', ''))).toEqual({ batches: [], failure: undefined });
});

test('a gzip file that breaks off gives its whole lines, then says after which', async () => {
  const packed = gzipSync(contents);
  const path = await fileOf('cut.gz', packed.subarray(0, packed.length / 2));
  const { batches, failure } = await read(path);
  const text = textOf(batches);
  expect(contents.startsWith(text)).toBe(true);
  expect(text.endsWith('\n')).toBe(true);
  const count = text.split('\n').length - 1;
  expect(count).toBeGreaterThan(1_000);
  expect(failure).toContain(`breaks off after line ${count}: unexpected end of file`);
});

test('a line without end is refused before it fills the memory', async () => {
  const { failure } = await read(await fileOf('endless', `a\n${'x'.repeat(20_000_000)}`));
  expect(failure).toContain('line 2 is longer than 1048576 bytes');
});

test('a file that is not there is said to be missing', async () => {
  expect((await read(join(dir, 'nowhere'))).failure).toContain('ENOENT');
});
