import { mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { linkLibraries } from '../../../infra/embedded/postgres/library-links.ts';

const installationWith = async (links: unknown): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'ledger-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'lib'));
  await writeFile(join(folder, 'lib', 'libpq.so.5.18'), 'a library');
  if (links !== undefined) {
    await writeFile(join(folder, 'pg-symlinks.json'), JSON.stringify(links));
  }
  return folder;
};

const links = [
  { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
  { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' },
];

test('makes the links of the list, relative, and again changes nothing', async () => {
  const folder = await installationWith(links);
  expect(await linkLibraries(folder)).toBe(true);
  expect(await linkLibraries(folder)).toBe(true);
  expect(await readlink(join(folder, 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
  expect(await readFile(join(folder, 'lib', 'libpq.so'), 'utf8')).toBe('a library');
});

test('lets several starts make them at once', async () => {
  const folder = await installationWith(links);
  const made = await Promise.all(Array.from({ length: 8 }, () => linkLibraries(folder)));
  expect(made).toEqual(Array.from({ length: 8 }, () => true));
});

test('has nothing to do where the package lists none', async () => {
  expect(await linkLibraries(await installationWith(undefined))).toBe(true);
});

test('makes no link out of a folder, and reads nothing else than a list of links', async () => {
  const out = [{ source: 'native/lib/libpq.so.5.18', target: 'native/../../libpq.so' }];
  await expect(linkLibraries(await installationWith(out))).rejects.toThrow(/no link of one folder/);
  await expect(linkLibraries(await installationWith([{}]))).rejects.toThrow(/not a list of links/);
});

test('tells when a link cannot be made', async () => {
  const folder = await installationWith(links);
  await rm(join(folder, 'lib'), { recursive: true });
  expect(await linkLibraries(folder)).toBe(false);
});
