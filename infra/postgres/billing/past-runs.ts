import { sql, type Kysely } from 'kysely';
import type { Database } from '../database.ts';

/** A run of all accounts that has completed. */
export type CompletedRun = {
  readonly month: string;
  /** That of its request: it read facts up to there. */
  readonly sequence: bigint;
  /** Whether it looked at everything: no account failed, none had an invoice of the month before. */
  readonly isWhole: boolean;
};

/** The runs of all accounts, none of them dry, that had completed at an event of the log. */
export const completedRuns = async (
  moment: Kysely<Database>,
  { tenant, sequence }: { readonly tenant: string; readonly sequence: bigint },
): Promise<readonly CompletedRun[]> => {
  const { rows } = await sql<{
    readonly month: string;
    readonly sequence: string;
    readonly whole: boolean;
  }>`
    select r.month, r.sequence, e.failed = 0 and e.standing = 0 as whole
    from read.billing_runs r
    join read.ended_runs e on e.tenant = r.tenant and e.run = r.run
    where r.tenant = ${tenant} and r.accounts = '' and r.dry_run = 'false'
      and e.outcome = 'completed' and e.sequence <= ${String(sequence)}
    order by r.sequence`.execute(moment);
  return rows.map(({ month, sequence: at, whole }) => ({
    month,
    sequence: BigInt(at),
    isWhole: whole,
  }));
};
