import { sql, type Kysely, type Selectable } from 'kysely';
import type { Database } from '../database.ts';
import type { ApiKeys, Scope } from './tables.ts';

export type KeyRecord = {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: number;
  readonly createdBy: string;
  readonly revokedAt: number | undefined;
  readonly lastUsedAt: number | undefined;
};
type NewKey = Pick<KeyRecord, 'id' | 'tenant' | 'name' | 'scopes' | 'createdBy'> & {
  readonly hash: string;
};

// All but the hash, which nobody has to see.
const shown = [
  'id',
  'tenant',
  'name',
  'scopes',
  'created_at',
  'created_by',
  'revoked_at',
  'last_used_at',
] as const;

const recordOf = (row: Pick<Selectable<ApiKeys>, (typeof shown)[number]>): KeyRecord => ({
  id: row.id,
  tenant: row.tenant,
  name: row.name,
  scopes: row.scopes,
  createdAt: row.created_at.getTime(),
  createdBy: row.created_by,
  revokedAt: row.revoked_at?.getTime(),
  lastUsedAt: row.last_used_at?.getTime(),
});

/** The key of this hash; undefined where there is none or it was revoked. */
export const findKey = async (
  db: Kysely<Database>,
  hash: string,
): Promise<KeyRecord | undefined> => {
  const row = await db
    .selectFrom('ops.api_keys')
    .select(shown)
    .where('hash', '=', hash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row === undefined ? undefined : recordOf(row);
};

/** Keeps a key. */
export const addKey = async (
  db: Kysely<Database>,
  { createdBy, ...key }: NewKey,
): Promise<KeyRecord> =>
  recordOf(
    await db
      .insertInto('ops.api_keys')
      .values({ ...key, created_by: createdBy })
      .returning(shown)
      .executeTakeFirstOrThrow(),
  );

/** The keys of a tenant in the order of their ids, after the id `after`. */
export const listKeys = async (
  db: Kysely<Database>,
  tenant: string,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<readonly KeyRecord[]> => {
  const rows = await db
    .selectFrom('ops.api_keys')
    .select(shown)
    .where('tenant', '=', tenant)
    .where('id', '>', after ?? '')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(recordOf);
};

/** Revokes a key, which stays revoked at the time of the first call. False where the tenant has none of this id. */
export const revokeKey = async (
  db: Kysely<Database>,
  tenant: string,
  id: string,
): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('ops.api_keys')
    .set({ revoked_at: sql<Date>`coalesce(revoked_at, now())` })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};

/** Writes when keys were last used, in milliseconds since 1970 by id; never back to an earlier time. */
export const noteUses = async (
  db: Kysely<Database>,
  uses: ReadonlyMap<string, number>,
): Promise<void> => {
  const times = [...uses.values()].map((time) => new Date(time).toISOString());
  await sql`
    update ops.api_keys k set last_used_at = greatest(k.last_used_at, u.at)
    from unnest(${[...uses.keys()]}::text[], ${times}::timestamptz[]) as u (id, at)
    where k.id = u.id`.execute(db);
};
