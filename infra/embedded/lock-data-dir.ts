import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type DataDirLock = { readonly release: () => Promise<void> };

/** Another process has the data folder. */
export class DataDirInUse extends Error {
  override readonly name = 'DataDirInUse';
}

const sqliteBusy = 5;

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy;

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Takes the lock of a data folder, making the folder (0700) where there is none.
 *
 * The lock is SQLite's own write lock on an empty database: the operating system drops it with the process, however that
 * dies, so there are no stale locks to tell from real ones and two starts at once cannot both win.
 *
 * @throws when another process holds it, naming that process, or when the folder cannot be written.
 */
export const lockDataDir = async (dataDir: string): Promise<DataDirLock> => {
  const holder = join(dataDir, 'lock-holder');
  const database = await openLock(dataDir);
  try {
    database.exec('begin immediate');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw new Error(`${dataDir} cannot be locked: ${reason(error)}`);
    throw new DataDirInUse(`The data folder ${dataDir} is in use by ${await nameOf(holder)}.`);
  }
  // Only for the message of a start that is refused: readers must not open the database file itself, since closing any
  // descriptor of it would drop the lock of a holder in the same process.
  await writeFile(holder, `${process.pid}\n`);
  return {
    release: async () => {
      if (!database.isOpen) return;
      await rm(holder, { force: true });
      database.close();
    },
  };
};

const openLock = async (dataDir: string): Promise<DatabaseSync> => {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    return new DatabaseSync(join(dataDir, 'lock.sqlite'));
  } catch (error) {
    throw new Error(`The data folder ${dataDir} cannot be written: ${reason(error)}`);
  }
};

const nameOf = async (holder: string): Promise<string> => {
  const pid = (await readFile(holder, 'utf8').catch(() => '')).trim();
  return pid === '' ? 'another process' : `process ${pid}`;
};
