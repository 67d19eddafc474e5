import { sql, type Kysely } from 'kysely';
import type { Meter } from '../../../domain/meter/meter.ts';
import type { Database } from '../database.ts';
import { metersFill } from '../fills.ts';
import { meterIn } from '../live-meters.ts';

type MeterState =
  | { readonly state: 'live' | 'waiting' }
  | { readonly state: 'filling'; readonly sequence: bigint; readonly of: bigint };

type OwnMeter = {
  readonly meter: Meter;
  readonly isRetired: boolean;
  readonly state: MeterState;
};

/** The meters that a tenant defined, in order of definition, and how far each of them is. */
export const ownMeters = async (
  db: Kysely<Database>,
  tenant: string,
): Promise<readonly OwnMeter[]> => {
  const { rows } = await sql<{
    readonly definition: string;
    readonly retired: boolean;
    readonly live: boolean;
    readonly filled: string | null;
    readonly of: string;
  }>`
    select m.definition,
      exists (select from read.retired_meters r where (r.tenant, r.key) = (m.tenant, m.key)) as retired,
      exists (select from read.live_meters l where (l.tenant, l.key) = (m.tenant, m.key)) as live,
      (select f.sequence from read.fills f where f.name = ${metersFill} and exists (
        select from json_array_elements(f.meters) filling
        where (filling ->> 0, filling ->> 1) = (m.tenant, m.key)
      )) as filled,
      c.sequence as of
    from read.meters m cross join read.checkpoint c
    where m.tenant = ${tenant}
    order by m.sequence`.execute(db);
  return rows.map(({ definition, retired, live, filled, of }) => ({
    meter: meterIn(definition),
    isRetired: retired,
    state: stateOf(live, filled, of),
  }));
};

const stateOf = (live: boolean, filled: string | null, of: string): MeterState => {
  if (live) return { state: 'live' };
  return filled === null
    ? { state: 'waiting' }
    : { state: 'filling', sequence: BigInt(filled), of: BigInt(of) };
};
