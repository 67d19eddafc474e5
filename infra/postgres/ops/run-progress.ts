import { sql, type Kysely, type Selectable } from 'kysely';
import type { Database } from '../database.ts';
import type { BillingRunProgress, RunFailure } from './tables.ts';

type Db = Kysely<Database>;
type RunName = { readonly tenant: string; readonly run: string };

/** How far a run is. */
export type RunProgress = {
  readonly lastAccount: string | undefined;
  /** How many accounts it has; undefined before they were counted. */
  readonly accounts: number | undefined;
  readonly issued: number;
  readonly nothingToBill: number;
  readonly standing: number;
  readonly failed: number;
  readonly failures: readonly RunFailure[];
  readonly totals: Readonly<Record<string, string>>;
};

/** The same with what is said to it from elsewhere, and by it to others. */
export type KeptProgress = RunProgress & {
  readonly isCancelRequested: boolean;
  readonly problem: string | undefined;
};

/** A row as it is kept; its counts, which no run outgrows, as numbers. */
export const progressOfRow = (row: Selectable<BillingRunProgress>): KeptProgress => ({
  lastAccount: row.last_account ?? undefined,
  accounts: row.accounts === null ? undefined : Number(row.accounts),
  issued: Number(row.issued),
  nothingToBill: Number(row.nothing_to_bill),
  standing: Number(row.standing),
  failed: Number(row.failed),
  failures: row.failures,
  totals: row.totals,
  isCancelRequested: row.cancel_requested,
  problem: row.problem ?? undefined,
});

/** How far a run is; undefined for one that has not begun, or whose row was lost. */
export const readRunProgress = async (
  db: Db,
  { tenant, run }: RunName,
): Promise<KeptProgress | undefined> => {
  const row = await db
    .selectFrom('ops.billing_run_progress')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('run', '=', run)
    .executeTakeFirst();
  return row === undefined ? undefined : progressOfRow(row);
};

/** Keeps how far a run is, and says whether it is to stop. */
export const saveRunProgress = async (
  db: Db,
  { tenant, run }: RunName,
  { lastAccount, accounts, failures, totals, ...counts }: RunProgress,
): Promise<boolean> => {
  const { issued, nothingToBill, standing, failed } = counts;
  const { rows } = await sql<{ readonly cancel: boolean }>`
    insert into ops.billing_run_progress as kept
      (tenant, run, last_account, accounts, issued, nothing_to_bill, standing, failed, failures, totals)
    values (${tenant}, ${run}, ${lastAccount ?? null}, ${accounts ?? null}, ${issued}, ${nothingToBill}, ${standing}, ${failed},
      ${JSON.stringify(failures)}, ${JSON.stringify(totals)})
    on conflict (tenant, run) do update set
      (last_account, accounts, issued, nothing_to_bill, standing, failed, failures, totals, problem, updated_at) =
      (excluded.last_account, excluded.accounts, excluded.issued, excluded.nothing_to_bill, excluded.standing,
       excluded.failed, excluded.failures, excluded.totals, null, now())
    returning kept.cancel_requested as cancel`.execute(db);
  return rows[0]?.cancel === true;
};

/** Has a run stop after the accounts that are under way. */
export const requestCancel = async (db: Db, { tenant, run }: RunName): Promise<void> => {
  await sql`
    insert into ops.billing_run_progress (tenant, run, cancel_requested) values (${tenant}, ${run}, true)
    on conflict (tenant, run) do update set cancel_requested = true, updated_at = now()`.execute(
    db,
  );
};

/** Notes why a run does not go on; what it does next takes that back. */
export const noteRunProblem = async (
  db: Db,
  { tenant, run }: RunName,
  problem: string,
): Promise<void> => {
  await sql`
    insert into ops.billing_run_progress (tenant, run, problem) values (${tenant}, ${run}, ${problem})
    on conflict (tenant, run) do update set problem = excluded.problem, updated_at = now()`.execute(
    db,
  );
};
