import { plus } from '../domain/decimal.ts';
import { rowKey, type Change } from './change.ts';
import type { Counted, CountedFact } from './counted.ts';
import { onLedgerEvent, type LoadedRow, type Projector, type Rows } from './projector.ts';
import { isDecimal, type KeyValue, type Table, type Value } from './table.ts';

/** One row after a batch: what is added to its sums, what it is put to, or that it is gone (`rest` undefined). */
export type RowChange = {
  readonly key: readonly KeyValue[];
  readonly rest: readonly Value[] | undefined;
};

/** The changes of a batch, one for each row that is touched. */
export type BatchChanges = ReadonlyMap<Table, ReadonlyMap<string, RowChange>>;

/** Beginnings of keys, each once, by its text. */
export type WantedKeys = ReadonlyMap<Table, ReadonlyMap<string, readonly KeyValue[]>>;

/** The rows of a database whose keys begin so, by the text of that beginning. */
export type LoadedRows = ReadonlyMap<Table, ReadonlyMap<string, readonly LoadedRow[]>>;

const factsOf = (batch: readonly Counted[]): readonly CountedFact[] =>
  batch.filter((event) => event.kind === 'fact');

/** What must be loaded before a batch can be folded. */
export const rowsWanted = (
  projectors: readonly Projector[],
  batch: readonly Counted[],
): WantedKeys => {
  const facts = factsOf(batch);
  const wanted = new Map<Table, Map<string, readonly KeyValue[]>>();
  for (const { table, under } of projectors.flatMap(({ wants }) => wants(facts))) {
    entryOf(wanted, table).set(rowKey(under), under);
  }
  return wanted;
};

const entryOf = <V>(tables: Map<Table, Map<string, V>>, table: Table): Map<string, V> => {
  const known = tables.get(table);
  if (known !== undefined) return known;
  const made = new Map<string, V>();
  tables.set(table, made);
  return made;
};

const addValues = (a: Value, b: Value): Value => {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a + b;
  if (isDecimal(a) && isDecimal(b)) return plus(a, b);
  throw new TypeError('only sums can be added to');
};

const isZero = (value: Value): boolean =>
  isDecimal(value) ? value.units === 0n : typeof value === 'bigint' && value === 0n;

const merged = (change: Change, before: RowChange | undefined): RowChange => {
  const { key } = change;
  if (change.op === 'delete') return { key, rest: undefined };
  if (change.op === 'put' || before?.rest === undefined) return { key, rest: change.rest };
  if (change.op === 'make') return before;
  const sums = before.rest;
  return {
    key: before.key,
    rest: change.rest.map((value, index) => addValues(sums[index] ?? value, value)),
  };
};

/** The name of the error that a handler's failure becomes: it says which read model and which event. */
export const unprojectable = 'Unprojectable';

const changesBy = (
  projector: Projector,
  batch: readonly Counted[],
  rows: Rows,
): readonly Change[] => [
  ...projector.onFacts(factsOf(batch), rows),
  ...batch.flatMap((event) =>
    event.kind === 'ledger' ? onLedgerEvent(projector, event.recorded) : [],
  ),
];

const fails = (run: () => unknown): boolean => {
  try {
    run();
    return false;
  } catch {
    return true;
  }
};

/** The first event with which a projector fails, found by halves: it is pure, so that it fails again. */
const culprit = (projector: Projector, batch: readonly Counted[], rows: Rows): Counted => {
  let [good, bad] = [0, batch.length];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (fails(() => changesBy(projector, batch.slice(0, middle), rows))) bad = middle;
    else good = middle;
  }
  const found = batch[bad - 1];
  if (found === undefined) throw new Error('a projector fails where nothing happened');
  return found;
};

const changesOrCulprit = (
  projector: Projector,
  batch: readonly Counted[],
  rows: Rows,
): readonly Change[] => {
  try {
    return changesBy(projector, batch, rows);
  } catch (cause) {
    const { sequence } = culprit(projector, batch, rows).recorded;
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `read model ${projector.name}, event number ${sequence}: ${why}`;
    throw Object.assign(new Error(message, { cause }), { name: unprojectable });
  }
};

/**
 * Folds a batch into row changes, one a row. `loaded` holds the rows of `rowsWanted`. Sums to which nothing is added in
 * the end do not change, so that it does not show how the log was cut into batches.
 */
export const foldBatch = (
  projectors: readonly Projector[],
  batch: readonly Counted[],
  loaded: LoadedRows,
): BatchChanges => {
  const rows: Rows = {
    under: (table, under) =>
      // A table's rows have the shape that the table says.
      (loaded.get(table)?.get(rowKey(under)) ?? []) as never,
  };
  const changes = new Map<Table, Map<string, RowChange>>();
  for (const projector of projectors) {
    for (const change of changesOrCulprit(projector, batch, rows)) {
      const entry = entryOf(changes, change.table);
      const text = rowKey(change.key);
      entry.set(text, merged(change, entry.get(text)));
    }
  }
  for (const [table, entry] of changes) {
    if (table.rows !== 'sums') continue;
    for (const [text, { rest }] of entry) if (rest?.every(isZero) === true) entry.delete(text);
  }
  return changes;
};
