import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { instantText } from '../../domain/time/instant.ts';
import type { DatabaseConnection } from '../postgres/database.ts';
import { dumpOps, type DumpedOps } from '../postgres/ops-backup/dump.ts';
import type { LogSource } from './log-source.ts';
import { LogUnfit } from './log-unfit.ts';
import {
  backupFormat,
  backupVersion,
  describeFile,
  logName,
  manifestName,
  type Manifest,
} from './manifest.ts';
import { showing } from './progress.ts';
import { draftOf, syncFolder, writeWhole } from './whole-file.ts';
import { writeLog } from './write-log.ts';

export type BackUp = {
  readonly dir: string;
  readonly namespace: string;
  readonly source: LogSource;
  readonly db: DatabaseConnection;
  readonly signal: AbortSignal;
};

const tableFile = (table: string): string => `ops.${encodeURIComponent(table)}.ndjson.gz`;

const isFree = async (dir: string): Promise<boolean> => {
  try {
    return (await readdir(dir)).length === 0;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return true;
    throw error;
  }
};

const ledgerVersion = async (): Promise<string> => {
  const text = await readFile(join(import.meta.dirname, '../../package.json'), 'utf8');
  const { version } = JSON.parse(text) as { readonly version: string };
  return version;
};

const dumpInto = (draft: string, { db, signal }: BackUp): Promise<DumpedOps> =>
  dumpOps(db, (table, lines) =>
    writeWhole(join(draft, tableFile(table)), (file) =>
      pipeline(Readable.from(lines), createGzip(), file, { signal }),
    ),
  );

const manifestOf = async (
  draft: string,
  { namespace }: BackUp,
  { tables, sequences, serverVersion }: DumpedOps,
  log: Omit<Manifest['log'], 'file' | 'bytes' | 'sha256'>,
): Promise<Manifest> => {
  const described: Manifest['ops']['tables'] = [];
  for (const table of tables) {
    described.push({ ...table, ...(await describeFile(draft, tableFile(table.name))) });
  }
  return {
    format: backupFormat,
    version: backupVersion,
    madeAt: instantText(Date.now()),
    versions: {
      ledger: await ledgerVersion(),
      node: process.versions.node,
      postgres: serverVersion,
    },
    namespace,
    log: { ...log, ...(await describeFile(draft, logName)) },
    ops: { tables: described, sequences },
  };
};

/**
 * Backs up the log and schema `ops` into a new folder, while the service runs. The rows come first and the log after them,
 * so that no row knows of an event that the log of the backup does not have. The folder gets its name when all of it is
 * on disk; what fails or is stopped leaves nothing.
 */
export const backUp = async (task: BackUp): Promise<Manifest> => {
  const { dir, namespace, source, signal } = task;
  if (!(await isFree(dir))) throw new LogUnfit(`${dir} is there already, and is not overwritten.`);
  const draft = draftOf(dir);
  await mkdir(draft, { mode: 0o700, recursive: true });
  try {
    // Whatever the umask says.
    await chmod(draft, 0o700);
    const ops = await dumpInto(draft, task);
    const log = await showing('backing up', (onProgress) =>
      writeWhole(join(draft, logName), (file) =>
        writeLog({ source, namespace, isPacked: true, signal, onProgress }, file),
      ),
    );
    const manifest = await manifestOf(draft, task, ops, log);
    const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
    await writeFile(join(draft, manifestName), text, { mode: 0o600, flag: 'wx', flush: true });
    await syncFolder(draft);
    await rename(draft, dir);
    await syncFolder(dirname(dir));
    return manifest;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
};
