import { Kysely, PostgresDialect, type ColumnType, type Generated, type Transaction } from 'kysely';
import pg from 'pg';
import type { CheckpointRow } from './checkpoint-row.ts';
import { TooManyWaiting } from './database-unavailable.ts';
import type {
  billingDocuments,
  billingRevisions,
  billingRuns,
  creditNotes,
  endedRuns,
  voidedDocuments,
} from '../../projections/billing/tables.ts';
import type {
  attributionVersions,
  defaultModels,
  pricingVersions,
  withdrawnModels,
} from '../../projections/pricing/tables.ts';
import type { subscriptionsTable } from '../../projections/subscriptions/subscriptions.ts';
import type { conflicts } from '../../projections/anomalies/anomalies.ts';
import type {
  accountsTable,
  amendmentAnomalies,
  amendmentsTable,
  factCounts,
  factsTable,
} from '../../projections/facts/tables.ts';
import type { membershipClaims, membershipsTable } from '../../projections/memberships/tables.ts';
import type { metersTable, retiredMeters } from '../../projections/meters/meters.ts';
import type {
  storageAnomalies,
  storageChanges,
  storageClaims,
  storageDays,
  storageReadings,
} from '../../projections/storage/tables.ts';
import type { Table } from '../../projections/table.ts';
import type { usageByDay, usageValues } from '../../projections/usage/tables.ts';
import type { OpsTables } from './ops/tables.ts';

/** What the driver gives back: 64-bit and exact numbers come as text, so that none passes through a float. */
type Selected = {
  readonly text: string;
  readonly instant: string;
  readonly number64: string;
  readonly decimal: string;
  readonly json: unknown;
};

type RowOf<T extends Table> = {
  readonly [C in T['key'][number] | T['rest'][number] as C[0]]: Selected[C[1]];
};

/** A tenant, the key of a meter of its own, and the definition as JSON. */
export type FilledMeter = readonly [tenant: string, key: string, definition: string];

/** The read models by the views that show the version that answers, and what is not in the log. */
export type Database = OpsTables & {
  readonly 'read.checkpoint': CheckpointRow & {
    /** Another one whenever other read models, or other meters, are filled with the log from there on. */
    readonly revision: Generated<string>;
  };
  readonly 'read.layout': {
    readonly version: number;
    /** Whose log the read models hold; null before anything was taken in. */
    readonly namespace: string | null;
  };
  /** The read models that answer. */
  readonly 'read.projections': {
    readonly name: string;
    readonly version: number;
    /** Where its tables lie. */
    readonly tables: ColumnType<readonly string[], string, never>;
  };
  /** The meters of tenants that are counted with the log; any other is being filled or waits for that. */
  readonly 'read.live_meters': {
    readonly tenant: string;
    readonly key: string;
    readonly definition: string;
  };
  /** What is filled from the beginning of the log beside what answers. */
  readonly 'read.fills': CheckpointRow & {
    /** A read model's, or `meters of tenants`. */
    readonly name: string;
    readonly version: number;
    /** The meters that are filled: tenant, key and definition. */
    readonly meters: ColumnType<readonly FilledMeter[], string, never>;
    /** Tables of its own, which take the place of others in the end. */
    readonly tables: ColumnType<readonly string[], string, never>;
    readonly started_at: Generated<Date>;
    /** Why it cannot go on. */
    readonly problem: string | null;
  };
  readonly 'read.facts': RowOf<typeof factsTable>;
  readonly 'read.amendments': RowOf<typeof amendmentsTable>;
  readonly 'read.amendment_anomalies': RowOf<typeof amendmentAnomalies>;
  readonly 'read.fact_counts': RowOf<typeof factCounts>;
  readonly 'read.accounts': RowOf<typeof accountsTable>;
  readonly 'read.usage_by_quarter_hour': RowOf<typeof usageByDay>;
  readonly 'read.usage_by_day': RowOf<typeof usageByDay>;
  readonly 'read.usage_values': RowOf<typeof usageValues>;
  readonly 'read.storage_claims': RowOf<typeof storageClaims>;
  readonly 'read.storage_changes': RowOf<typeof storageChanges>;
  readonly 'read.storage_days': RowOf<typeof storageDays>;
  readonly 'read.storage_readings': RowOf<typeof storageReadings>;
  readonly 'read.storage_anomalies': RowOf<typeof storageAnomalies>;
  readonly 'read.membership_claims': RowOf<typeof membershipClaims>;
  readonly 'read.memberships': RowOf<typeof membershipsTable>;
  readonly 'read.conflicts': RowOf<typeof conflicts>;
  readonly 'read.meters': RowOf<typeof metersTable>;
  readonly 'read.retired_meters': RowOf<typeof retiredMeters>;
  readonly 'read.pricing_versions': RowOf<typeof pricingVersions>;
  readonly 'read.withdrawn_models': RowOf<typeof withdrawnModels>;
  readonly 'read.default_models': RowOf<typeof defaultModels>;
  readonly 'read.attribution_versions': RowOf<typeof attributionVersions>;
  readonly 'read.subscriptions': RowOf<typeof subscriptionsTable>;
  readonly 'read.billing_documents': RowOf<typeof billingDocuments>;
  readonly 'read.voided_documents': RowOf<typeof voidedDocuments>;
  readonly 'read.credit_notes': RowOf<typeof creditNotes>;
  readonly 'read.billing_revisions': RowOf<typeof billingRevisions>;
  readonly 'read.billing_runs': RowOf<typeof billingRuns>;
  readonly 'read.ended_runs': RowOf<typeof endedRuns>;
};

export type DatabaseConnection = Kysely<Database>;
export type ReadTransaction = Transaction<Database>;

// A process that is frozen within a transaction, or cut off, would keep its locks: no other could lead, nothing be swapped.
// Longer than any batch is folded for between two of its statements.
const silentInTransactionMs = 15_000;

// A server that answers at all has ended a statement by itself by then; one that is frozen is not waited for.
const graceMs = 2_000;

const timeLimits = (statementMs: number | undefined): pg.PoolConfig =>
  statementMs === undefined
    ? {}
    : { statement_timeout: statementMs, query_timeout: statementMs + graceMs };

/** How many statements may wait for a connection, and who hears of each that may not. */
type Waiting = { readonly max: number; readonly onFull: () => void };

const boundedPool = (pool: pg.Pool, { max, onFull }: Waiting) => ({
  connect: async (): Promise<pg.PoolClient> => {
    if (pool.waitingCount < max) return pool.connect();
    onFull();
    throw new TooManyWaiting('too many statements wait for a connection');
  },
  end: () => pool.end(),
});

/**
 * Connects to PostgreSQL. `onError` hears of connections that broke while idle; the pool replaces them by itself. A statement
 * that takes longer than `statementMs` is given up, there and here; where too many wait, TooManyWaiting is thrown.
 */
export const connectPostgres = ({
  url,
  connectionsMax,
  statementMs,
  waiting,
  onError,
}: {
  readonly url: string;
  readonly connectionsMax: number;
  readonly statementMs?: number;
  readonly waiting?: Waiting;
  readonly onError: (error: Error) => void;
}): Kysely<Database> => {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    keepAlive: true,
    // Also how long a statement waits for a connection.
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: silentInTransactionMs,
    ...timeLimits(statementMs),
  });
  pool.on('error', onError);
  // The pool listens to idle connections only: one that breaks in a transaction, between two statements, would end the
  // process.
  pool.on('connect', (client) => client.on('error', onError));
  return new Kysely<Database>({
    dialect: new PostgresDialect({
      pool: waiting === undefined ? pool : boundedPool(pool, waiting),
    }),
  });
};
