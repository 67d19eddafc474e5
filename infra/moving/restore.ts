import { join } from 'node:path';
import { lineBatches } from '../cli/fact-lines.ts';
import type { DatabaseConnection } from '../postgres/database.ts';
import { migrateOps } from '../postgres/ops/migrate.ts';
import { dumpOps } from '../postgres/ops-backup/dump.ts';
import { dropReadModels, loadOps, type TableRows } from '../postgres/ops-backup/load.ts';
import { checkLogFile, logFile } from './log-file.ts';
import { LogUnfit } from './log-unfit.ts';
import { checkFiles, logName, readManifest, type Manifest } from './manifest.ts';
import { moveLog, type Move, type Moved } from './move-log.ts';
import { showing } from './progress.ts';
import { sameState } from './tally.ts';

export type Restore = Pick<Move, 'target' | 'signal' | 'say'> & {
  readonly dir: string;
  readonly db: DatabaseConnection;
};

const rowsAtOnce = 500;
const rowBytesMax = 256 * 1024 * 1024;

/** How far the target's own schema is; it is the program's, which made the tables, and no row of the backup. */
const migrationsTable = 'migrations';

const tablesOf = ({ ops }: Manifest): Manifest['ops']['tables'] =>
  ops.tables.filter(({ name }) => name !== migrationsTable);

/** Reads everything that the backup holds and makes sure of it. Throws LogUnfit where anything is amiss. */
const checkBackup = async ({ dir, signal }: Restore): Promise<Manifest> => {
  const manifest = await readManifest(dir);
  await checkFiles(dir, manifest);
  const state = await showing('checking the backup', (onProgress) =>
    checkLogFile(join(dir, logName), signal, onProgress),
  );
  if (sameState(state, manifest.log)) return manifest;
  throw new LogUnfit(`The log of the backup in ${dir} is not the one that its manifest names.`);
};

/** Whether schema `ops` of the target is empty, or holds the rows of the backup already. Throws LogUnfit where it is neither. */
const stateOfOps = async (
  db: DatabaseConnection,
  manifest: Manifest,
): Promise<'empty' | 'same'> => {
  const { tables } = await dumpOps(db);
  const found = new Map(tables.map((table) => [table.name, table]));
  const wanted = tablesOf(manifest).filter(({ rows }) => rows > 0);
  const missing = wanted.flatMap(({ name, columns }) => {
    const known = found.get(name)?.columns;
    if (known === undefined) return [`ops.${name}`];
    return columns
      .filter((column) => !known.includes(column))
      .map((column) => `ops.${name}.${column}`);
  });
  if (missing.length > 0) {
    throw new LogUnfit(
      `The database has no ${missing.join(', ')}, which the backup has: restore with the version of the ledger that ` +
        'made it, which backup.json names.',
    );
  }
  const filled = tables.filter(({ name, rows }) => rows > 0 && name !== migrationsTable);
  if (filled.length === 0) return 'empty';
  const isSame =
    filled.length === wanted.length &&
    wanted.every(({ name, linesSha256 }) => found.get(name)?.linesSha256 === linesSha256);
  if (isSame) return 'same';
  throw new LogUnfit(
    `The database holds other rows than the backup in ${filled.map(({ name }) => `ops.${name}`).join(', ')}: ` +
      'a backup is restored into an empty installation.',
  );
};

const rowsOf = (
  dir: string,
  { name, columns, file }: Manifest['ops']['tables'][number],
): TableRows => ({
  name,
  columns,
  batches: async function* () {
    for await (const { bytes } of lineBatches(join(dir, file), rowsAtOnce, rowBytesMax)) {
      yield bytes
        .toString()
        .split('\n')
        .filter((line) => line !== '');
    }
  },
});

/**
 * Restores a backup: all of it is checked before anything is written, then comes the log, then schema `ops` in one
 * transaction. What is cut off can be done again. The read models are dropped: their positions may be another log's.
 */
export const restore = async (task: Restore): Promise<Moved & { readonly isComplete: boolean }> => {
  const { dir, db, target, signal, say } = task;
  const manifest = await checkBackup(task);
  await migrateOps(db);
  const ops = await stateOfOps(db, manifest);
  const source = logFile(join(dir, logName));
  const moved = await moveLog({ source, target, signal, say });
  if (!moved.isVerified) return { ...moved, isComplete: false };
  const tables = tablesOf(manifest);
  if (ops === 'empty') {
    await loadOps(
      db,
      tables.map((table) => rowsOf(dir, table)),
      manifest.ops.sequences,
    );
  }
  await dropReadModels(db);
  return { ...moved, isComplete: true };
};
