import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as t from 'io-ts';
import { isLeft } from 'fp-ts/lib/Either.js';
import { refined } from '../../domain/codec/refined.ts';
import { LogUnfit } from './log-unfit.ts';
import { sha256OfFile } from './whole-file.ts';

export const manifestName = 'backup.json';
export const logName = 'log.ndjson.gz';
export const backupFormat = 'usage-ledger-backup';
export const backupVersion = 1;

// A backup may come from elsewhere: what it names lies in its own folder.
const FileName = refined(
  'FileName',
  { type: 'string' },
  'must be the name of a file in the folder of the backup',
  (value): value is string =>
    typeof value === 'string' && /^[^/\\\0]+$/.test(value) && value !== '.' && value !== '..',
);
const BackupFile = t.type({ file: FileName, bytes: t.number, sha256: t.string });
type BackupFile = t.TypeOf<typeof BackupFile>;

const BackupTable = t.intersection([
  BackupFile,
  t.type({
    name: t.string,
    columns: t.readonlyArray(t.string),
    rows: t.number,
    linesSha256: t.string,
  }),
]);

/** What `backup.json` says: enough to tell whether a backup is whole before anything of it is used. */
export const Manifest = t.type({
  format: t.literal(backupFormat),
  version: t.number,
  madeAt: t.string,
  /** Of the ledger, of Node and of PostgreSQL. */
  versions: t.record(t.string, t.string),
  namespace: t.string,
  log: t.intersection([
    BackupFile,
    t.type({ count: t.number, digest: t.string, linesSha256: t.string }),
  ]),
  ops: t.type({
    tables: t.array(BackupTable),
    sequences: t.record(t.string, t.string),
  }),
});
export type Manifest = t.TypeOf<typeof Manifest>;

/** What the manifest says of a file of the backup. */
export const describeFile = async (dir: string, file: string): Promise<BackupFile> => {
  const path = join(dir, file);
  return { file, bytes: (await stat(path)).size, sha256: await sha256OfFile(path) };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Reads the manifest of a backup. Throws LogUnfit where there is none that this program understands. */
export const readManifest = async (dir: string): Promise<Manifest> => {
  const path = join(dir, manifestName);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new LogUnfit(`${dir} is no backup, or not a whole one: ${manifestName} cannot be read.`);
  }
  const manifest = Manifest.decode(parsed(text));
  if (isLeft(manifest)) throw new LogUnfit(`${path} is not what a backup has there.`);
  if (manifest.right.version !== backupVersion) {
    throw new LogUnfit(`${path} has version ${manifest.right.version}; this program knows 1.`);
  }
  return manifest.right;
};

/** Makes sure that every file of a backup is as it was written. Throws LogUnfit, naming all that are not. */
export const checkFiles = async (dir: string, { log, ops }: Manifest): Promise<void> => {
  const faults: string[] = [];
  for (const { file, sha256 } of [log, ...ops.tables]) {
    const found = await sha256OfFile(join(dir, file)).catch(() => undefined);
    if (found === undefined) faults.push(`${file} cannot be read`);
    else if (found !== sha256) faults.push(`${file} is not what was written`);
  }
  if (faults.length > 0) {
    throw new LogUnfit(`The backup in ${dir} is damaged: ${faults.join('; ')}.`);
  }
};
