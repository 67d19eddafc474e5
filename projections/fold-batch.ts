import { plus, type Decimal } from '../domain/decimal.ts';
import type { RecordedFact, RecordedLedgerEvent } from '../domain/ledger/recorded.ts';
import { rowKey, type Change } from './change.ts';
import { onLedgerEvent, type Projector, type Rows, type RowWanted } from './projector.ts';
import type { KeyValue, Table, Value } from './table.ts';

/** One row after a batch: what is added to its sums, what it is put to, or that it is gone (`rest` undefined). */
export type RowChange = {
  readonly key: readonly KeyValue[];
  readonly rest: readonly Value[] | undefined;
};

/** The changes of a batch, one for each row that is touched. */
export type BatchChanges = ReadonlyMap<Table, ReadonlyMap<string, RowChange>>;

/** An event that counts, in the order of the log. */
export type Counted =
  | { readonly kind: 'fact'; readonly recorded: RecordedFact }
  | { readonly kind: 'ledger'; readonly recorded: RecordedLedgerEvent };

/** The rows that must be loaded before a batch can be folded, each once. */
export const rowsWanted = (
  projectors: readonly Projector[],
  batch: readonly Counted[],
): ReadonlyMap<Table, ReadonlyMap<string, readonly KeyValue[]>> => {
  const wanted = new Map<Table, Map<string, readonly KeyValue[]>>();
  const note = ({ table, key }: RowWanted): void => {
    entryOf(wanted, table).set(rowKey(key), key);
  };
  for (const event of batch) {
    if (event.kind !== 'fact') continue;
    for (const projector of projectors) projector.wants(event.recorded).forEach(note);
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

const isDecimal = (value: Value): value is Decimal =>
  typeof value === 'object' && value !== null && 'units' in value;

const addValues = (a: Value, b: Value): Value => {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a + b;
  if (isDecimal(a) && isDecimal(b)) return plus(a, b);
  throw new TypeError('only sums can be added to');
};

const merged = (change: Change, before: RowChange | undefined): RowChange => {
  const { key } = change;
  if (change.op === 'delete') return { key, rest: undefined };
  if (change.op === 'put' || before?.rest === undefined) return { key, rest: change.rest };
  const sums = before.rest;
  return {
    key: before.key,
    rest: change.rest.map((value, index) => addValues(sums[index] ?? value, value)),
  };
};

const changesBy = (projector: Projector, event: Counted, rows: Rows): readonly Change[] => {
  try {
    return event.kind === 'fact'
      ? projector.onFact(event.recorded, rows)
      : onLedgerEvent(projector, event.recorded);
  } catch (cause) {
    const where = `read model ${projector.name}, event number ${event.recorded.sequence}`;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw Object.assign(new Error(`${where}: ${why}`, { cause }), { name: unprojectable });
  }
};

/** The name of the error that a handler's failure becomes: it says which read model and which event. */
export const unprojectable = 'Unprojectable';

/**
 * Folds a batch into row changes, one a row. `loaded` holds the rows of `rowsWanted` that exist. The outcome does not
 * depend on how the log is cut into batches: each event sees the rows as all events before it left them.
 */
export const foldBatch = (
  projectors: readonly Projector[],
  batch: readonly Counted[],
  loaded: ReadonlyMap<Table, ReadonlyMap<string, readonly Value[]>>,
): BatchChanges => {
  const changes = new Map<Table, Map<string, RowChange>>();
  const rows: Rows = {
    get: (table, key) => {
      const text = rowKey(key);
      const changed = changes.get(table)?.get(text);
      const rest = changed === undefined ? loaded.get(table)?.get(text) : changed.rest;
      // A table's rows have the shape that the table says.
      return rest as never;
    },
  };
  const apply = (change: Change): void => {
    const entry = entryOf(changes, change.table);
    const text = rowKey(change.key);
    entry.set(text, merged(change, entry.get(text)));
  };
  for (const event of batch) {
    for (const projector of projectors) changesBy(projector, event, rows).forEach(apply);
  }
  return changes;
};
