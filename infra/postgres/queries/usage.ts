import { sql, type Kysely } from 'kysely';
import type { Account } from '../../../domain/account.ts';
import type { Decimal } from '../../../domain/decimal.ts';
import { dayMs, type Period } from '../../../domain/time/window.ts';
import { int8Array } from '../binary-array.ts';
import { exactly } from '../column-types.ts';
import type { Database } from '../database.ts';

type UsageQuery = {
  readonly tenant: string;
  readonly account: Account;
  readonly meter: string;
  readonly windows: readonly Period[];
  readonly groupBy?: 'group' | 'subject';
};
type UsageRow = {
  readonly window: number;
  readonly by: string | undefined;
  readonly quantity: Decimal;
  readonly facts: bigint;
};

const isWholeDays = ({ from, to }: Period): boolean => from % dayMs === 0 && to % dayMs === 0;

const byColumn = { group: sql.raw('t.group_id'), subject: sql.raw('t.subject') } as const;

/** Usage by window, from the day sums where the windows are whole days. */
export const usage = async (
  db: Kysely<Database>,
  { tenant, account, meter, windows, groupBy }: UsageQuery,
): Promise<readonly UsageRow[]> => {
  const table = windows.every(isWholeDays) ? 'read.usage_by_day' : 'read.usage_by_quarter_hour';
  const by = groupBy === undefined ? sql`null` : byColumn[groupBy];
  const whose =
    account.kind === 'user'
      ? sql`t.subject = ${`user:${account.id}`}`
      : sql`t.group_id = ${account.id}`;
  const { rows } = await sql<{
    readonly window: string;
    readonly by: string | null;
    readonly quantity: string;
    readonly facts: string;
  }>`
    select w.n - 1 as window, ${by} as by, sum(t.quantity) as quantity, sum(t.facts) as facts
    from unnest(
      ${int8Array(windows.map(({ from }) => from))}::int8[],
      ${int8Array(windows.map(({ to }) => to))}::int8[]
    ) with ordinality as w (starts, ends, n)
    join ${sql.table(table)} t
      on t.tenant = ${tenant} and ${whose} and t.meter = ${meter}
      and t.bucket >= w.starts and t.bucket < w.ends
    group by 1, 2
    order by 1, 2`.execute(db);
  return rows.map((row) => ({
    window: Number(row.window),
    by: row.by ?? undefined,
    quantity: exactly(row.quantity),
    facts: BigInt(row.facts),
  }));
};
