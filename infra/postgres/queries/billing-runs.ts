import { sql, type Kysely, type Selectable } from 'kysely';
import type { Database } from '../database.ts';
import { progressOfRow, type KeptProgress } from '../ops/run-progress.ts';
import type { BillingRunProgress } from '../ops/tables.ts';

type Db = Kysely<Database>;
type Page = { readonly after: string | undefined; readonly limit: number };

/** A run as it was asked for. */
export type AskedRun = {
  readonly tenant: string;
  readonly run: string;
  readonly sequence: bigint;
  readonly month: string;
  readonly dryRun: boolean;
  readonly ignoreGrace: boolean;
  /** Undefined for all there are. */
  readonly accounts: readonly string[] | undefined;
  readonly by: string;
  readonly requestedAt: string;
};

/** A run with how far it is, and how it ended where it has. */
export type RunRecord = AskedRun & {
  readonly progress: KeptProgress | undefined;
  readonly ended:
    | {
        readonly outcome: string;
        readonly issued: number;
        readonly nothingToBill: number;
        readonly standing: number;
        readonly failed: number;
        readonly endedAt: string;
      }
    | undefined;
};

type RunRow = Selectable<Database['read.billing_runs']>;

const askedOf = (row: RunRow): AskedRun => ({
  tenant: row.tenant,
  run: row.run,
  sequence: BigInt(row.sequence),
  month: row.month,
  dryRun: row.dry_run === 'true',
  ignoreGrace: row.ignore_grace === 'true',
  // As the projector wrote it.
  accounts: row.accounts === '' ? undefined : (JSON.parse(row.accounts) as readonly string[]),
  by: row.by,
  requestedAt: row.recorded_at,
});

const endedOf = (row: Selectable<Database['read.ended_runs']>): RunRecord['ended'] => ({
  outcome: row.outcome,
  issued: Number(row.issued),
  nothingToBill: Number(row.nothing_to_bill),
  standing: Number(row.standing),
  failed: Number(row.failed),
  endedAt: row.recorded_at,
});

/** Each of these runs of a tenant with all that is known of it. */
const withState = async (
  db: Db,
  tenant: string,
  asked: readonly RunRow[],
): Promise<readonly RunRecord[]> => {
  const names = asked.map(({ run }) => run);
  if (names.length === 0) return [];
  const ended = await db
    .selectFrom('read.ended_runs')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('run', 'in', names)
    .execute();
  const progress: readonly Selectable<BillingRunProgress>[] = await db
    .selectFrom('ops.billing_run_progress')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('run', 'in', names)
    .execute();
  const endedBy = new Map(ended.map((row) => [row.run, endedOf(row)]));
  const progressBy = new Map(progress.map((row) => [row.run, progressOfRow(row)]));
  return asked.map((row) => ({
    ...askedOf(row),
    progress: progressBy.get(row.run),
    ended: endedBy.get(row.run),
  }));
};

/** The runs of a tenant, the newest first, those before the one with the sequence `after`. */
export const billingRuns = async (
  db: Db,
  tenant: string,
  { after, limit }: Page,
): Promise<readonly RunRecord[]> => {
  const all = db.selectFrom('read.billing_runs').selectAll().where('tenant', '=', tenant);
  const asked = await (after === undefined ? all : all.where('sequence', '<', after))
    .orderBy('sequence', 'desc')
    .limit(limit)
    .execute();
  return withState(db, tenant, asked);
};

/** One run of a tenant; undefined where it has none of this name. */
export const billingRun = async (
  db: Db,
  tenant: string,
  run: string,
): Promise<RunRecord | undefined> => {
  const asked = await db
    .selectFrom('read.billing_runs')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('run', '=', run)
    .execute();
  return (await withState(db, tenant, asked))[0];
};

/** The oldest run of all tenants that has not ended; undefined where all have. */
export const firstOpenRun = async (db: Db): Promise<AskedRun | undefined> => {
  const { rows } = await sql<RunRow>`
    select asked.* from read.billing_runs asked
    where not exists (
      select from read.ended_runs ended where (ended.tenant, ended.run) = (asked.tenant, asked.run)
    )
    order by sequence limit 1`.execute(db);
  return rows[0] === undefined ? undefined : askedOf(rows[0]);
};
