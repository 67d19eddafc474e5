import { sql } from 'kysely';
import { amendmentIn, type Amendment } from '../../domain/fact/amendment.ts';
import type { JsonObject } from '../../domain/event-log.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { identityKey, type Identity } from '../../domain/fact/identity.ts';
import type { LogEntry } from '../../domain/ledger/recorded.ts';
import type { Amended } from '../../projections/net-effects.ts';
import { textArray } from './binary-array.ts';
import type { Database, ReadTransaction } from './database.ts';

type FactRow = Database['read.facts'];
type AmendmentRow = Database['read.amendments'];

export const factOfRow = (row: FactRow): Fact => ({
  tenant: row.tenant,
  source: row.source,
  id: row.id,
  type: row.type,
  subject: row.subject,
  at: Number(row.at),
  // The column holds the canonical JSON of an object.
  data: JSON.parse(row.data) as JsonObject,
});

export const amendmentOfRow = (row: AmendmentRow): Amendment => ({
  kind: row.kind === 'voided' ? 'voided' : 'corrected',
  target: { tenant: row.tenant, source: row.target_source, id: row.target_id },
  source: row.source,
  id: row.id,
  subject: row.subject,
  at: Number(row.at),
  sequence: BigInt(row.sequence),
  data: row.data === '' ? undefined : (JSON.parse(row.data) as JsonObject),
  reason: row.reason,
  by: row.by,
  recordedAt: row.recorded_at,
});

const unnested = (identities: readonly Identity[]) => sql`unnest(
  ${textArray(identities.map(({ tenant }) => tenant))}::text[],
  ${textArray(identities.map(({ source }) => source))}::text[],
  ${textArray(identities.map(({ id }) => id))}::text[]
) as u (tenant, source, id)`;

/** The identities that a batch brings, and those that its amendments name. */
const identitiesIn = (batch: readonly LogEntry[]) => {
  const brought = new Map<string, Identity>();
  const named = new Map<string, Identity>();
  for (const entry of batch) {
    if (entry.kind === 'ledger') continue;
    const { fact } = entry.recorded;
    brought.set(identityKey(fact), fact);
    const target = amendmentIn(fact, entry.recorded)?.target;
    if (target !== undefined) named.set(identityKey(target), target);
  }
  return { brought, named };
};

/**
 * What the log has said up to `sequence` of the facts that a batch brings or amends, by identity. Where the tables hold
 * more already, because a read model is filled anew beside them, that is left out.
 */
export const amendedBefore = async (
  tx: ReadTransaction,
  tables: { readonly facts: string; readonly amendments: string },
  batch: readonly LogEntry[],
  sequence: bigint,
): Promise<ReadonlyMap<string, Amended>> => {
  const { brought, named } = identitiesIn(batch);
  if (brought.size === 0) return new Map();
  const amendments = await sql<AmendmentRow>`
    select a.* from ${unnested([...new Map([...brought, ...named]).values()])}
    join ${sql.raw(tables.amendments)} a
      on a.tenant = u.tenant and a.target_source = u.source and a.target_id = u.id
    where a.sequence <= ${String(sequence)} order by a.sequence`.execute(tx);
  const targets =
    named.size === 0
      ? []
      : (
          await sql<FactRow>`
            select f.* from ${unnested([...named.values()])}
            join ${sql.raw(tables.facts)} f using (tenant, source, id)
            where f.sequence <= ${String(sequence)}`.execute(tx)
        ).rows;
  const known = new Map<string, { original: Amended['original']; amendments: Amendment[] }>();
  for (const row of targets) {
    const original = { fact: factOfRow(row), sequence: BigInt(row.sequence) };
    known.set(identityKey(original.fact), { original, amendments: [] });
  }
  for (const amendment of amendments.rows.map(amendmentOfRow)) {
    const key = identityKey(amendment.target);
    const entry = known.get(key) ?? { original: undefined, amendments: [] };
    entry.amendments.push(amendment);
    known.set(key, entry);
  }
  return known;
};
