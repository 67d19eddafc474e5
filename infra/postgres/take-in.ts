import {
  foldBatch,
  rowsWanted,
  unprojectable,
  type BatchChanges,
  type LoadedRows,
  type WantedKeys,
} from '../../projections/fold-batch.ts';
import { amendmentsTable, factsTable } from '../../projections/facts/tables.ts';
import { netEffects } from '../../projections/net-effects.ts';
import type { Projector } from '../../projections/projector.ts';
import type { Table } from '../../projections/table.ts';
import type { NumberedSlice } from '../feed/number-slice.ts';
import { PoisonEvent } from '../feed/poison-event.ts';
import { amendedBefore } from './amended-before.ts';
import { countedOnce } from './counted-once.ts';
import type { ReadTransaction } from './database.ts';
import type { TableNames } from './table-names.ts';
import { loadRows, writeRows } from './row-batches.ts';

/** The read models that a batch is taken into, and where their tables lie. */
export type Intake = { readonly projectors: readonly Projector[]; readonly names: TableNames };

const nameOf = (names: TableNames, table: Table): string => {
  const name = names.get(table);
  if (name === undefined) throw new Error(`no read model has a table ${table.name}`);
  return name;
};

const load = async (
  tx: ReadTransaction,
  names: TableNames,
  wanted: WantedKeys,
): Promise<LoadedRows> => {
  const loaded = new Map<Table, Awaited<ReturnType<typeof loadRows>>>();
  for (const [table, keys] of wanted) {
    loaded.set(table, await loadRows(tx, table, nameOf(names, table), [...keys.values()]));
  }
  return loaded;
};

/**
 * Takes a batch into read models within the caller's transaction, which moves their checkpoint. Where the index of facts
 * is not among them, the one that answers must hold the whole batch already. Returns what was written.
 */
export const takeIn = async (
  tx: ReadTransaction,
  { projectors, names }: Intake,
  { events, before }: NumberedSlice,
): Promise<BatchChanges> => {
  const facts = names.get(factsTable);
  const amendments = names.get(amendmentsTable) ?? 'read.amendments';
  const index = { table: facts ?? 'read.facts', fills: facts !== undefined };
  const first = await countedOnce(tx, index, events);
  const tables = { facts: index.table, amendments };
  const known = await amendedBefore(tx, tables, first, before.sequence);
  const counted = netEffects(first, known);
  const loaded = await load(tx, names, rowsWanted(projectors, counted));
  const changes = foldBatch(projectors, counted, loaded);
  for (const [table, rows] of changes) await writeRows(tx, table, nameOf(names, table), rows);
  return changes;
};

/** PostgreSQL's classes of errors that come from the values themselves: data, integrity, limits of a row or a key. */
const isOfTheValues = (error: Error): boolean =>
  'code' in error && /^(?:22|23|54)...$/.test(String(error.code));

/** The same, whose failures that no second try can mend throw PoisonEvent. */
export const orPoison = async <Result>(
  { before, after }: NumberedSlice,
  taken: Promise<Result>,
): Promise<Result> => {
  try {
    return await taken;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === unprojectable) throw new PoisonEvent(error.message, { cause: error });
    if (!isOfTheValues(error)) throw error;
    const which = `events number ${before.sequence + 1n} to ${after.sequence}`;
    throw new PoisonEvent(`${which} cannot be written: ${error.message}`, { cause: error });
  }
};
