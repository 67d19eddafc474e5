import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectPostgres, type DatabaseConnection } from '../../../infra/postgres/database.ts';
import { keyUses } from '../../../infra/postgres/ops/key-uses.ts';
import {
  addKey,
  findKey,
  listKeys,
  noteUses,
  revokeKey,
} from '../../../infra/postgres/ops/keys.ts';
import { migrateOps } from '../../../infra/postgres/ops/migrate.ts';
import { startPostgres, type TestPostgres } from '../../support/start-postgres.ts';

let postgres: TestPostgres;
let url: string;
let db: DatabaseConnection;
beforeAll(async () => {
  postgres = await startPostgres();
});
beforeEach(async () => {
  url = await postgres.createDatabase();
  db = connectPostgres({ url, connectionsMax: 2, onError: () => undefined });
});
afterEach(() => db.destroy());
afterAll(() => postgres.stop());

const made = (id: string, tenant = 't1') => ({
  id,
  tenant,
  name: `key ${id}`,
  scopes: ['read', 'ingest'] as const,
  createdBy: 'admin',
  hash: `hash of ${id}`,
});

test('many at once bring the schema to where it is needed, once', async () => {
  const many = Array.from({ length: 8 }, () =>
    connectPostgres({ url, connectionsMax: 1, onError: () => undefined }),
  );
  await Promise.all(many.map(migrateOps));
  await Promise.all(many.map((each) => each.destroy()));
  const { rows } = await sql`select name from ops.migrations`.execute(db);
  expect(rows).toEqual([
    { name: '2026-11-22-api-keys' },
    { name: '2026-11-22-billing-run-progress' },
  ]);
});

test('again changes nothing, and what a newer program did is left alone', async () => {
  await migrateOps(db);
  await addKey(db, made('a'));
  await sql`insert into ops.migrations (name) values ('2099-01-01-later')`.execute(db);
  await migrateOps(db);
  expect(await listKeys(db, 't1', { after: undefined, limit: 10 })).toHaveLength(1);
});

test('a migration that fails leaves nothing behind', async () => {
  await sql`create schema ops`.execute(db);
  await sql`create view ops.api_keys as select 1 as one`.execute(db);
  await expect(migrateOps(db)).rejects.toThrow('api_keys');
  const { rows } = await sql`select to_regclass('ops.migrations') as found`.execute(db);
  expect(rows).toEqual([{ found: null }]);
});

test('a key is found by its hash until it is revoked, and only its tenant can do that', async () => {
  await migrateOps(db);
  const key = await addKey(db, made('a'));
  expect(key).toMatchObject({ id: 'a', revokedAt: undefined, lastUsedAt: undefined });
  expect(JSON.stringify(key)).not.toContain('hash of a');
  expect(await findKey(db, 'hash of a')).toEqual(key);
  expect(await findKey(db, 'hash of b')).toBeUndefined();
  expect(await revokeKey(db, 't2', 'a')).toBe(false);
  expect(await findKey(db, 'hash of a')).toEqual(key);
  expect(await revokeKey(db, 't1', 'a')).toBe(true);
  expect(await findKey(db, 'hash of a')).toBeUndefined();
  const [first] = await listKeys(db, 't1', { after: undefined, limit: 10 });
  expect(await revokeKey(db, 't1', 'a')).toBe(true);
  const [again] = await listKeys(db, 't1', { after: undefined, limit: 10 });
  expect(first?.revokedAt).toBeDefined();
  expect(again).toEqual(first);
});

test('keys are listed by page, those of one tenant, in order', async () => {
  await migrateOps(db);
  for (const id of ['c', 'a', 'b']) await addKey(db, made(id));
  await addKey(db, made('d', 't2'));
  const ids = async (after: string | undefined, limit: number) =>
    (await listKeys(db, 't1', { after, limit })).map(({ id }) => id);
  expect(await ids(undefined, 2)).toEqual(['a', 'b']);
  expect(await ids('b', 2)).toEqual(['c']);
});

test('uses are written, and never back to an earlier time', async () => {
  await migrateOps(db);
  await addKey(db, made('a'));
  await addKey(db, made('b'));
  await noteUses(
    db,
    new Map([
      ['a', 2_000],
      ['gone', 1],
    ]),
  );
  await noteUses(
    db,
    new Map([
      ['a', 1_000],
      ['b', 3_000],
    ]),
  );
  const keys = await listKeys(db, 't1', { after: undefined, limit: 10 });
  expect(keys.map(({ lastUsedAt }) => lastUsedAt)).toEqual([2_000, 3_000]);
});

test('a use that could not be written is kept, and written at the end', async () => {
  const written: ReadonlyMap<string, number>[] = [];
  const failed = Promise.withResolvers<unknown>();
  let away = true;
  const uses = keyUses({
    write: async (noted) => {
      if (away) throw new Error('away');
      written.push(noted);
    },
    now: () => 1_000,
    onError: failed.resolve,
  });
  uses.note('a');
  expect(await failed.promise).toMatchObject({ message: 'away' });
  away = false;
  uses.note('b');
  await uses.stop();
  expect(written).toEqual([
    new Map([
      ['a', 1_000],
      ['b', 1_000],
    ]),
  ]);
});

test('however often a key is used, its use is written at once and then not for a minute', async () => {
  const written: ReadonlyMap<string, number>[] = [];
  const first = Promise.withResolvers<undefined>();
  let now = 1_000;
  const uses = keyUses({
    write: async (noted) => {
      written.push(noted);
      first.resolve(undefined);
    },
    now: () => now,
    onError: (error) => {
      throw error;
    },
  });
  for (let n = 0; n < 1_000; n++) uses.note('a');
  await first.promise;
  now += 59_000;
  for (let n = 0; n < 1_000; n++) uses.note('a');
  expect(written).toEqual([new Map([['a', 1_000]])]);
  await uses.stop();
  expect(written).toEqual([new Map([['a', 1_000]]), new Map([['a', 60_000]])]);
});
