import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
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

/** The read models by the views that show the version that answers, and what is not in the log. */
export type Database = OpsTables & {
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

/** Connects to PostgreSQL. `onError` hears of connections that broke while idle; the pool replaces them by itself. */
export const connectPostgres = ({
  url,
  connectionsMax,
  onError,
}: {
  readonly url: string;
  readonly connectionsMax: number;
  readonly onError: (error: Error) => void;
}): Kysely<Database> => {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  });
  pool.on('error', onError);
  // The pool listens to idle connections only: one that breaks in a transaction, between two statements, would end the
  // process.
  pool.on('connect', (client) => client.on('error', onError));
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
};
