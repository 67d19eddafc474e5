import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { TooManyWaiting } from './database-unavailable.ts';
import type { conflicts } from '../../projections/anomalies/anomalies.ts';
import type { accountsTable, factCounts, factsTable } from '../../projections/facts/facts.ts';
import type { membershipsTable } from '../../projections/memberships/memberships.ts';
import type {
  storageAnomalies,
  storageChanges,
  storageDays,
} from '../../projections/storage/tables.ts';
import type { Table } from '../../projections/table.ts';
import type { usageByDay } from '../../projections/usage/usage.ts';

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

/** The read models by the views that show the version that answers. */
export type Database = {
  readonly 'read.checkpoint': {
    readonly position: string | null;
    readonly sequence: string;
    readonly digest: string;
    /** The read models and their versions. */
    readonly versions: string;
  };
  readonly 'read.projections': { readonly name: string; readonly version: number };
  readonly 'read.facts': RowOf<typeof factsTable>;
  readonly 'read.fact_counts': RowOf<typeof factCounts>;
  readonly 'read.accounts': RowOf<typeof accountsTable>;
  readonly 'read.usage_by_quarter_hour': RowOf<typeof usageByDay>;
  readonly 'read.usage_by_day': RowOf<typeof usageByDay>;
  readonly 'read.storage_changes': RowOf<typeof storageChanges>;
  readonly 'read.storage_days': RowOf<typeof storageDays>;
  readonly 'read.storage_anomalies': RowOf<typeof storageAnomalies>;
  readonly 'read.memberships': RowOf<typeof membershipsTable>;
  readonly 'read.conflicts': RowOf<typeof conflicts>;
};

export type DatabaseConnection = Kysely<Database>;

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
