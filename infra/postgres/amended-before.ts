import { sql } from 'kysely';
import { amendmentIn, type Amendment } from '../../domain/fact/amendment.ts';
import { identityKey, type Identity } from '../../domain/fact/identity.ts';
import type { LogEntry } from '../../domain/ledger/recorded.ts';
import type { Amended } from '../../projections/net-effects.ts';
import type { ReadTransaction } from './database.ts';
import { amendmentOfRow, factOfRow, type AmendmentRow, type FactRow } from './fact-rows.ts';
import { identitiesUnnested } from './identities.ts';

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
    select a.* from ${identitiesUnnested([...new Map([...brought, ...named]).values()])} as u (tenant, source, id)
    join ${sql.raw(tables.amendments)} a
      on a.tenant = u.tenant and a.target_source = u.source and a.target_id = u.id
    where a.sequence <= ${String(sequence)} order by a.sequence`.execute(tx);
  const targets =
    named.size === 0
      ? []
      : (
          await sql<FactRow>`
            select f.* from ${identitiesUnnested([...named.values()])} as u (tenant, source, id)
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
