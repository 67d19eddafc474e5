import { sql, type Kysely } from 'kysely';
import type { PastRun } from '../../../domain/billing/closed-months.ts';
import type { Database } from '../database.ts';

/** The runs, none of them dry, that were asked for before an event of the log, and what had become of them at that event. */
export const pastRuns = async (
  moment: Kysely<Database>,
  { tenant, sequence }: { readonly tenant: string; readonly sequence: bigint },
): Promise<readonly PastRun[]> => {
  const { rows } = await sql<{
    readonly month: string;
    readonly sequence: string;
    readonly closed_at: string | null;
    readonly whole: boolean;
  }>`
    select r.month, r.sequence, e.sequence as closed_at,
      coalesce(e.failed = 0 and e.standing = 0, false) as whole
    from read.billing_runs r
    left join read.ended_runs e
      on e.tenant = r.tenant and e.run = r.run
      and r.accounts = '' and e.outcome = 'completed' and e.sequence <= ${String(sequence)}
    where r.tenant = ${tenant} and r.dry_run = 'false' and r.sequence < ${String(sequence)}
    order by r.sequence`.execute(moment);
  return rows.map(({ month, sequence: at, closed_at, whole }) => ({
    month,
    sequence: BigInt(at),
    closedAt: closed_at === null ? undefined : BigInt(closed_at),
    isWhole: whole,
  }));
};
