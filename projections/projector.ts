import type {
  LedgerEventType,
  RecordedFact,
  RecordedLedgerEvent,
} from '../domain/ledger/recorded.ts';
import type { Change } from './change.ts';
import type { Column, KeyColumn, KeyValue, Table, ValuesOf } from './table.ts';

/** A row that a projector has to see before it can say what changes. */
export type RowWanted = { readonly table: Table; readonly key: readonly KeyValue[] };

/** The rows as they are now, the changes of the same batch included. */
export type Rows = {
  readonly get: <K extends readonly KeyColumn[], R extends readonly Column[]>(
    table: Table<K, R>,
    key: ValuesOf<K>,
  ) => ValuesOf<R> | undefined;
};

type LedgerHandler<Type extends LedgerEventType> = (
  recorded: Extract<RecordedLedgerEvent, { readonly type: Type }>,
) => readonly Change[];

/**
 * A read model: facts and ledger events in, row changes out. It never sees a database, a clock or chance, so that a
 * rebuild, a test and the live feed give the same rows.
 */
export type Projector = {
  readonly name: string;
  /** Raise it when a handler or a table changes meaning: the read model is then filled anew from the log. */
  readonly version: number;
  readonly tables: readonly Table[];
  /** The rows that `onFact` will look at. */
  readonly wants: (recorded: RecordedFact) => readonly RowWanted[];
  /** One fact that counts: repeats of an identity were taken out before. */
  readonly onFact: (recorded: RecordedFact, rows: Rows) => readonly Change[];
  /** Ledger events by name: a new one does not compile until every projector has an answer. */
  readonly on: { readonly [Type in LedgerEventType]: LedgerHandler<Type> };
};

/** Said out loud: this read model has no use for it. */
export const ignore = (): readonly never[] => [];

/** The changes that one ledger event makes to a read model. */
export const onLedgerEvent = (
  { on }: Projector,
  recorded: RecordedLedgerEvent,
): readonly Change[] => {
  // The key and the argument come from one event, which TypeScript cannot see through an index.
  const handler = on[recorded.type] as (recorded: RecordedLedgerEvent) => readonly Change[];
  return handler(recorded);
};
