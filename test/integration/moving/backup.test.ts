import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backUp } from '../../../infra/moving/back-up.ts';
import { readManifest } from '../../../infra/moving/manifest.ts';
import { restore } from '../../../infra/moving/restore.ts';
import { storedLog } from '../../../infra/moving/stored-log.ts';
import { connectPostgres } from '../../../infra/postgres/database.ts';
import { startPostgres, type TestPostgres } from '../../support/start-postgres.ts';
import { contentsOf, startStore, type Store } from './two-nodes.ts';
import { writeVariedLog } from './varied-log.ts';

const count = 300;
const namespace = 'ledger';
const signal = new AbortController().signal;
const say = (): void => undefined;

// Whatever tables there will be: odd names, references in a circle, every kind of value.
const structure = `
  create schema if not exists ops;
  create table ops.credentials (id text primary key, hash bytea not null, scopes text[] not null, made_at timestamptz not null,
    revoked_at timestamptz, note jsonb, upper_id text generated always as (upper(id)) stored);
  create table ops."webhook Queue" (n bigint generated always as identity primary key, follows bigint
    references ops."webhook Queue", last bigint, body json, amount numeric, ratio double precision);
  create table ops.deliveries (n bigint primary key, queued bigint references ops."webhook Queue");
  alter table ops."webhook Queue" add foreign key (last) references ops.deliveries;
  create table ops.empty (a int);
  create table ops.migrations (name text primary key, done_at timestamptz default clock_timestamp());
  insert into ops.migrations values ('first');
`;
const rows = `
  insert into ops.credentials values
    ('k1', '\\x00ff', '{read,"a,b",NULL}', '2026-01-01T00:00:00.123456Z', null, 'null'),
    ('k2', '', '{}', 'infinity', '2026-02-01T00:00:00Z', '{"ä": [1, "\\u20ac"]}');
  insert into ops.credentials select 'many' || n, '', '{}', 'epoch', null, null from generate_series(1, 2500) n;
  begin; set constraints all deferred;
  insert into ops."webhook Queue" (follows, body, amount, ratio) values
    (2, '{"b":1,  "a":2}', 1234567890123456789012345678.901, 0.1), (null, null, 'NaN', 'Infinity');
  insert into ops.deliveries values (9007199254740993, 1);
  update ops."webhook Queue" set last = 9007199254740993 where n = 1;
  commit;
`;

let postgres: TestPostgres;
let from: Awaited<ReturnType<typeof startStore>>;
let dir: string;
let backup: string;
let original: string;
beforeAll(async () => {
  [postgres, from, dir] = await Promise.all([
    startPostgres(),
    startStore(),
    mkdtemp(join(tmpdir(), 'ledger-backup-')),
  ]);
  await writeVariedLog(from.log, namespace, count);
  backup = join(dir, 'backup');
  original = await postgres.createDatabase();
  await execute(original, structure, rows);
  await backUpInto(backup, original);
});
afterAll(async () => {
  await from[Symbol.asyncDispose]();
  await postgres.stop();
  await rm(dir, { recursive: true });
});

const execute = async (url: string, ...statements: readonly string[]): Promise<unknown[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    let last: unknown[] = [];
    for (const statement of statements) ({ rows: last } = await client.query(statement));
    return last;
  } finally {
    await client.end();
  }
};

const connected = (url: string) => {
  const db = connectPostgres({ url, connectionsMax: 1, onError: say });
  return { db, [Symbol.asyncDispose]: () => db.destroy() };
};

const backUpInto = async (path: string, url: string) => {
  await using database = connected(url);
  const source = storedLog({ url: from.node.url }, { namespace }, say);
  return await backUp({ dir: path, namespace, source, db: database.db, signal });
};

const restoreInto = async (to: Store, url: string, path = backup) => {
  await using database = connected(url);
  const target = { place: { url: to.node.url }, namespace };
  return await restore({ dir: path, db: database.db, target, signal, say });
};

const tables = ['credentials', '"webhook Queue"', 'deliveries', 'empty'];
const opsOf = async (url: string) =>
  Promise.all(tables.map((name) => execute(url, `select * from ops.${name} order by 1`)));

test('a backup is files for their owner only, with all counts and hashes in its manifest', async () => {
  expect((await stat(backup)).mode & 0o777).toBe(0o700);
  const files = await readdir(backup);
  expect(files.toSorted()).toEqual([
    'backup.json',
    'log.ndjson.gz',
    'ops.credentials.ndjson.gz',
    'ops.deliveries.ndjson.gz',
    'ops.empty.ndjson.gz',
    'ops.migrations.ndjson.gz',
    'ops.webhook%20Queue.ndjson.gz',
  ]);
  for (const file of files) expect((await stat(join(backup, file))).mode & 0o777).toBe(0o600);
  expect(await readManifest(backup)).toMatchObject({
    namespace,
    log: { count },
    ops: {
      tables: [
        { name: 'credentials', rows: 2_502 },
        { name: 'deliveries', rows: 1 },
        { name: 'empty', columns: ['a'], rows: 0 },
        { name: 'migrations', rows: 1 },
        { name: 'webhook Queue', rows: 2 },
      ],
      sequences: { 'webhook Queue_n_seq': '2' },
    },
  });
  expect((await readdir(dir)).filter((name) => name.includes('draft'))).toEqual([]);
});

test('a restore gives the same log and the same rows of every type, drops read models, and can be repeated', async () => {
  await using to = await startStore();
  const url = await postgres.createDatabase();
  await execute(url, structure, 'create schema read', 'create table read.facts (a int)');
  // A newer program's.
  await execute(url, 'alter table ops.deliveries add column tries int not null default 0');
  expect(await restoreInto(to, url)).toMatchObject({ isComplete: true, heldBefore: 0 });
  expect(await contentsOf(to)).toEqual(await contentsOf(from));
  await execute(url, 'alter table ops.deliveries drop column tries');
  expect(await opsOf(url)).toEqual(await opsOf(original));
  expect(await execute(url, `select 1 from pg_namespace where nspname = 'read'`)).toEqual([]);
  const next = 'insert into ops."webhook Queue" (amount) values (1) returning n';
  expect(await restoreInto(to, url)).toMatchObject({ isComplete: true, heldBefore: count });
  expect(await execute(url, next)).toEqual([{ n: '3' }]);
  // The references are in force again.
  await expect(execute(url, 'insert into ops.deliveries values (1, 77)')).rejects.toThrow(
    /foreign/,
  );
});

test('a database without schema ops is backed up and restored as one', async () => {
  await using to = await startStore();
  const path = join(dir, 'without');
  const manifest = await backUpInto(path, await postgres.createDatabase());
  expect(manifest.ops).toEqual({ tables: [], sequences: {} });
  expect(await restoreInto(to, await postgres.createDatabase(), path)).toMatchObject({
    isComplete: true,
  });
});

test('a restore that was cut off goes on; into anything else nothing is written', async () => {
  await using to = await startStore();
  const url = await postgres.createDatabase();
  await execute(url, structure, `insert into ops.empty values (1)`);
  await expect(restoreInto(to, url)).rejects.toThrow(/holds other rows .* in ops\.empty/);
  await expect(restoreInto(to, await postgres.createDatabase())).rejects.toThrow(
    /has no ops\.credentials, ops\.deliveries, ops\.webhook Queue, which the backup has/,
  );
  const older = await postgres.createDatabase();
  await execute(older, structure, 'alter table ops.credentials drop column note, drop column hash');
  await expect(restoreInto(to, older)).rejects.toThrow(
    /no ops\.credentials\.hash, ops\.credentials\.note/,
  );
  expect(await contentsOf(to)).toEqual([]);
  await execute(url, 'delete from ops.empty');
  // As far as a restore gets that is killed: a part of the log, and nothing else.
  await writeVariedLog(to.log, namespace, count, 120);
  expect(await restoreInto(to, url)).toMatchObject({ isComplete: true, heldBefore: 120 });
  expect(await contentsOf(to)).toEqual(await contentsOf(from));

  await using other = await startStore();
  await writeVariedLog(other.log, namespace, 10);
  const empty = await postgres.createDatabase();
  await execute(empty, structure);
  await expect(restoreInto(other, empty)).rejects.toThrow(/holds 10 events that are not the first/);
  expect(await execute(empty, 'select * from ops.credentials')).toEqual([]);
});

test('damage to any file is found, all of it, before anything is written', async () => {
  await using to = await startStore();
  const url = await postgres.createDatabase();
  await execute(url, structure);
  const damaged = join(dir, 'damaged');
  await cp(backup, damaged, { recursive: true });
  for (const file of ['log.ndjson.gz', 'ops.credentials.ndjson.gz']) {
    const bytes = await readFile(join(damaged, file));
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1;
    await writeFile(join(damaged, file), bytes);
  }
  await rm(join(damaged, 'ops.empty.ndjson.gz'));
  await expect(restoreInto(to, url, damaged)).rejects.toThrow(
    'log.ndjson.gz is not what was written; ops.credentials.ndjson.gz is not what was written; ops.empty.ndjson.gz cannot be read',
  );
  await rm(join(damaged, 'backup.json'));
  await expect(restoreInto(to, url, damaged)).rejects.toThrow(/is no backup, or not a whole one/);
  expect(await contentsOf(to)).toEqual([]);
});

test('a folder that is there is not written into', async () => {
  await expect(backUpInto(backup, original)).rejects.toThrow(/is there already/);
});
