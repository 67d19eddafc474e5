import { sql, type Kysely } from 'kysely';
import { beginning } from '../../domain/ledger/checkpoint.ts';
import type { Projector } from '../../projections/projector.ts';
import type { Database, ReadTransaction } from './database.ts';
import { holdFills, requestFill, retryMetersFill } from './fills.ts';
import { progressChannel } from './progress-channel.ts';
import { createModel } from './read-tables.ts';

/** Goes up when the tables below, which all read models share, change their shape. */
const layout = 3;

const checkpointColumns = 'position bigint, sequence bigint not null, digest text not null';

const createSchema = async (
  tx: ReadTransaction,
  projectors: readonly Projector[],
): Promise<void> => {
  const statements = [
    'create schema read',
    'create table read.layout (version integer not null, namespace text)',
    `insert into read.layout values (${layout})`,
    `create table read.checkpoint (${checkpointColumns}, revision uuid not null default gen_random_uuid())`,
    `insert into read.checkpoint values (null, 0, '${beginning.digest}')`,
    'create table read.projections (name text primary key, version integer not null, tables json not null)',
    'create table read.live_meters (tenant text, key text, definition text not null, primary key (tenant, key))',
    `create table read.fills (name text primary key, version integer not null,
      meters json not null, tables json not null,
      ${checkpointColumns}, started_at timestamptz not null default now(), problem text)`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(tx);
  for (const projector of projectors) await createModel(tx, projector);
  // Who waits for a position must not go on believing that it is reached.
  await sql`select pg_notify(${progressChannel}, '')`.execute(tx);
};

// Any other lacks characters that a fact may hold, which would be found only after the fact was acknowledged.
const checkEncoding = async (tx: ReadTransaction): Promise<void> => {
  const { rows } = await sql<{ readonly encoding: string }>`
    select current_setting('server_encoding') as encoding`.execute(tx);
  const encoding = rows[0]?.encoding;
  if (encoding !== 'UTF8') {
    throw new Error(
      `The database's encoding is ${String(encoding)}: create it with encoding UTF8.`,
    );
  }
};

const hasLayout = async (tx: ReadTransaction): Promise<boolean> => {
  const { rows: tables } = await sql`
    select 1 from pg_tables where schemaname = 'read' and tablename = 'layout'`.execute(tx);
  if (tables.length === 0) return false;
  const { rows } = await sql<{ readonly version: number }>`
    select version from read.layout`.execute(tx);
  return rows[0]?.version === layout;
};

/** Has those read models filled that do not answer in the version of the code. */
export const fillOthers = async (
  tx: ReadTransaction,
  projectors: readonly Projector[],
): Promise<void> => {
  await holdFills(tx);
  const answering = await tx.selectFrom('read.projections').selectAll().execute();
  const versions = new Map(answering.map(({ name, version }) => [name, version]));
  for (const projector of projectors) {
    if (versions.get(projector.name) !== projector.version) await requestFill(tx, projector);
  }
};

/**
 * Makes the schema of the read models where it is missing, or where its layout is another: it holds nothing that is not in
 * the log. Read models that answer in another version go on answering while they are filled anew beside. Says whether
 * what was there was dropped. Safe to call from several processes.
 */
export const prepareReadSchema = (
  db: Kysely<Database>,
  projectors: readonly Projector[],
  { anew }: { readonly anew: boolean },
): Promise<'kept' | 'created' | 'dropped'> =>
  db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('ledger read schema'))`.execute(tx);
    const { rows } = await sql`select 1 from pg_namespace where nspname = 'read'`.execute(tx);
    const exists = rows.length > 0;
    if (exists && !anew && (await hasLayout(tx))) {
      await fillOthers(tx, projectors);
      await retryMetersFill(tx);
      return 'kept';
    }
    if (exists) await sql`drop schema read cascade`.execute(tx);
    await checkEncoding(tx);
    await createSchema(tx, projectors);
    return exists ? 'dropped' : 'created';
  });
