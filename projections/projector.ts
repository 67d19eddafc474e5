import type { BillingEvents } from '../domain/ledger/billing-events.ts';
import type { LedgerEventType, RecordedLedgerEvent } from '../domain/ledger/recorded.ts';
import type { TenantMeter } from '../domain/meter/metered.ts';
import type { Change } from './change.ts';
import type { CountedFact } from './counted.ts';
import type { Column, KeyColumn, KeyValue, Table, Value, ValuesOf } from './table.ts';

/** Rows that a projector has to see before it can say what changes: those whose key begins with these values. */
export type RowsWanted = { readonly table: Table; readonly under: readonly KeyValue[] };

/** A row of a table. */
export type Row<
  K extends readonly KeyColumn[] = readonly KeyColumn[],
  R extends readonly Column[] = readonly Column[],
> = { readonly key: ValuesOf<K>; readonly rest: ValuesOf<R> };

/** A row whose table is known from where it stands. */
export type LoadedRow = { readonly key: readonly KeyValue[]; readonly rest: readonly Value[] };

/** The rows that were wanted, as the events before the batch left them. */
export type Rows = {
  readonly under: <K extends readonly KeyColumn[], R extends readonly Column[]>(
    table: Table<K, R>,
    under: readonly KeyValue[],
  ) => readonly Row<K, R>[];
};

type LedgerHandler<Type extends LedgerEventType> = (
  recorded: Extract<RecordedLedgerEvent, { readonly type: Type }>,
) => readonly Change[];

/**
 * A read model: what happened to facts and ledger events in, row changes out. It never sees a database, a clock or chance,
 * so that a rebuild, a test and the live feed give the same rows.
 */
export type Projector = {
  readonly name: string;
  /** Raise it when a handler or a table changes meaning: the read model is then filled anew from the log. */
  readonly version: number;
  readonly tables: readonly Table[];
  /** The rows that `onFacts` will look at. */
  readonly wants: (facts: readonly CountedFact[]) => readonly RowsWanted[];
  /**
   * The facts of a batch. Rows must come out the same however the log is cut into batches: what is derived from several
   * rows is derived once, from what the batch leaves of them.
   */
  readonly onFacts: (facts: readonly CountedFact[], rows: Rows) => readonly Change[];
  /** The same counting meters of tenants as well, for a read model that counts by meters. */
  readonly withMeters?: (own: readonly TenantMeter[]) => Projector;
  /** Ledger events by name: a new one does not compile until every projector has an answer. */
  readonly on: { readonly [Type in LedgerEventType]: LedgerHandler<Type> };
};

/** Said out loud: this read model has no use for it. */
export const ignore = (): readonly never[] => [];

/** The same of all that concerns prices, subscriptions and invoices. */
export const ignoreBilling = {
  PricingModelPublished: ignore,
  PricingModelWithdrawn: ignore,
  DefaultModelSet: ignore,
  AttributionPublished: ignore,
  PlanSubscribed: ignore,
  SubscriptionEnded: ignore,
  BillingRunRequested: ignore,
  BillingRunEnded: ignore,
  InvoiceIssued: ignore,
  InvoiceVoided: ignore,
  CreditNoteIssued: ignore,
} satisfies Readonly<Record<keyof BillingEvents, typeof ignore>>;

/** The changes that one ledger event makes to a read model. */
export const onLedgerEvent = (
  { on }: Projector,
  recorded: RecordedLedgerEvent,
): readonly Change[] => {
  // The key and the argument come from one event, which TypeScript cannot see through an index.
  const handler = on[recorded.type] as (recorded: RecordedLedgerEvent) => readonly Change[];
  return handler(recorded);
};
