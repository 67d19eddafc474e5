import { isLeft } from 'fp-ts/lib/Either.js';
import { sql, type Kysely } from 'kysely';
import { StoredMeter } from '../../domain/meter/meter-definition.ts';
import type { Meter } from '../../domain/meter/meter.ts';
import type { TenantMeter } from '../../domain/meter/metered.ts';
import type { Database, FilledMeter, ReadTransaction } from './database.ts';
import { holdFills, metersFill, requestMetersFill } from './fills.ts';

/** The meter that a definition in the read models says. */
export const meterIn = (definition: string): Meter => {
  const decoded = StoredMeter.decode(JSON.parse(definition));
  if (isLeft(decoded)) throw new Error(`the read model holds a meter that is none: ${definition}`);
  return decoded.right;
};

/** Meters as the counting takes them. */
export const metersOf = (meters: readonly FilledMeter[]): readonly TenantMeter[] =>
  meters.map(([tenant, , definition]) => ({ tenant, meter: meterIn(definition) }));

/** The meters of tenants that are counted with the log. */
export const liveMeters = async (tx: Kysely<Database>): Promise<readonly TenantMeter[]> => {
  const rows = await tx.selectFrom('read.live_meters').selectAll().execute();
  return metersOf(rows.map(({ tenant, key, definition }) => [tenant, key, definition]));
};

const answer = async (tx: ReadTransaction, ...names: readonly string[]): Promise<boolean> => {
  const found = await tx
    .selectFrom('read.projections')
    .select('name')
    .where('name', 'in', names)
    .execute();
  return found.length === names.length;
};

/** Has all meters filled that wait for it; says whether there are any. Usage must answer, since it takes their rows. */
export const fillWaitingMeters = (db: Kysely<Database>): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    await holdFills(tx);
    if (!(await answer(tx, 'usage', 'meters'))) return false;
    const underWay = await tx
      .selectFrom('read.fills')
      .select('name')
      .where('name', '=', metersFill)
      .executeTakeFirst();
    if (underWay !== undefined) return false;
    const { rows } = await sql<{ readonly tenant: string; key: string; definition: string }>`
      select tenant, key, definition from read.meters m
      where not exists (
        select 1 from read.live_meters l where l.tenant = m.tenant and l.key = m.key
      ) order by sequence`.execute(tx);
    if (rows.length === 0) return false;
    await requestMetersFill(
      tx,
      rows.map(({ tenant, key, definition }) => [tenant, key, definition]),
    );
    return true;
  });
