import { access, readFile, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

type Link = { readonly source: string; readonly target: string };

const isLink = (value: unknown): value is Link =>
  typeof value === 'object' &&
  value !== null &&
  'source' in value &&
  typeof value.source === 'string' &&
  'target' in value &&
  typeof value.target === 'string';

/**
 * Makes the links between versions of a library that an npm package cannot hold. The package lists them for an install
 * script of its own, which is not run here.
 *
 * @param folder the package's `native` folder, or a copy of it.
 * @returns false when links are missing and this process may not make them.
 */
export const linkLibraries = async (folder: string): Promise<boolean> => {
  for (const { source, target } of await linksListedIn(folder)) {
    const link = join(folder, target.replace(/^native\//, ''));
    // Two libraries of one folder, always: a relative link goes on holding when the folder is moved.
    if (dirname(source) !== dirname(target)) throw new Error(`${target} is no link of one folder.`);
    if (!(await makeLink(basename(source), link))) return false;
  }
  return true;
};

const linksListedIn = async (folder: string): Promise<readonly Link[]> => {
  // A platform whose libraries need no links has no list.
  const text = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links: unknown = JSON.parse(text);
  if (!Array.isArray(links) || !links.every(isLink)) {
    throw new Error(`${folder}/pg-symlinks.json is not a list of links.`);
  }
  return links;
};

const makeLink = async (source: string, link: string): Promise<boolean> => {
  try {
    await access(link);
    return true;
  } catch {
    return symlink(source, link).then(
      () => true,
      // Another start has just made it.
      (error: unknown) => error instanceof Error && 'code' in error && error.code === 'EEXIST',
    );
  }
};
