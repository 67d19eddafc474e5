import { sql } from 'kysely';
import { conflictOf, type LogEntry, type RecordedFact } from '../../domain/ledger/recorded.ts';
import { factRow } from '../../projections/facts/facts.ts';
import { factsTable } from '../../projections/facts/tables.ts';
import { int8Array, textArray } from './binary-array.ts';
import type { ReadTransaction } from './database.ts';
import { knownFacts } from './known-facts.ts';
import { insertNew } from './row-batches.ts';

/**
 * The table that says which occurrence of an identity is the fact. `fills`: it is filled by this very batch; otherwise
 * it holds all of the batch already.
 */
export type FactIndex = { readonly table: string; readonly fills: boolean };

/** The numbers of the facts that the index has now for the first time. */
const inserted = async (
  tx: ReadTransaction,
  { table }: FactIndex,
  facts: readonly RecordedFact[],
): Promise<ReadonlySet<string>> => {
  const rows = facts.map(factRow).map(({ key, rest }) => [...key, ...rest]);
  return new Set((await insertNew(tx, factsTable, table, rows, 'sequence')).map(String));
};

/** The numbers of the facts that the index has under their own. */
const indexed = async (
  tx: ReadTransaction,
  { table }: FactIndex,
  facts: readonly RecordedFact[],
): Promise<ReadonlySet<string>> => {
  const { rows } = await sql<{ readonly sequence: string }>`
    select sequence from unnest(
      ${textArray(facts.map(({ fact }) => fact.tenant))}::text[],
      ${textArray(facts.map(({ fact }) => fact.source))}::text[],
      ${textArray(facts.map(({ fact }) => fact.id))}::text[],
      ${int8Array(facts.map(({ sequence }) => sequence))}::int8[]
    ) as u (tenant, source, id, sequence)
    join ${sql.raw(table)} f using (tenant, source, id, sequence)`.execute(tx);
  return new Set(rows.map(({ sequence }) => sequence));
};

/** Of the facts whose identity was known: those that say something else than the one that counts, as conflicts. */
const conflictsAmong = async (
  tx: ReadTransaction,
  { table }: FactIndex,
  repeats: readonly RecordedFact[],
): Promise<readonly LogEntry[]> => {
  const known = await knownFacts(
    tx,
    repeats.map(({ fact }) => fact),
    table,
  );
  return repeats.flatMap((repeat, index) => {
    const contentHash = known[index]?.contentHash;
    return contentHash === undefined || contentHash === repeat.contentHash
      ? []
      : [{ kind: 'ledger', recorded: conflictOf(repeat, contentHash) } as const];
  });
};

/**
 * Takes out of a batch the facts whose identity was there before: they count nothing. The occurrence with the lowest
 * position is the fact, and the feed comes in that order; the index itself decides, so that a repeat in a later batch,
 * after a crash or in another process is found all the same.
 */
export const countedOnce = async (
  tx: ReadTransaction,
  index: FactIndex,
  events: readonly LogEntry[],
): Promise<readonly LogEntry[]> => {
  const facts = events.flatMap((event) => (event.kind === 'fact' ? [event.recorded] : []));
  if (facts.length === 0) return events;
  const first = await (index.fills ? inserted : indexed)(tx, index, facts);
  if (first.size === facts.length) return events;
  const isFirst = ({ sequence }: RecordedFact): boolean => first.has(String(sequence));
  const repeats = facts.filter((recorded) => !isFirst(recorded));
  const conflicts = await conflictsAmong(tx, index, repeats);
  const bySequence = new Map(conflicts.map((conflict) => [conflict.recorded.sequence, conflict]));
  // In its place: what another event says of the same conflict must be taken in before or after it as the log has it.
  return events.flatMap((event) => {
    if (event.kind !== 'fact' || isFirst(event.recorded)) return [event];
    const conflict = bySequence.get(event.recorded.sequence);
    return conflict === undefined ? [] : [conflict];
  });
};
