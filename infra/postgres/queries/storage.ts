import { sql, type Kysely } from 'kysely';
import { accountName, type Account } from '../../../domain/account.ts';
import type { Step } from '../../../domain/storage/timeline.ts';
import { dayOf, type Period } from '../../../domain/time/window.ts';
import { atMost } from '../answer-too-large.ts';
import type { Database } from '../database.ts';

/** Each takes some 300 bytes while it is read, and several answers are made at once. */
const storageStepsMax = 250_000;

/**
 * The level just before `from` and the net steps in [from, to), in order. Ask it at one moment: a batch that is applied in
 * between must not show in one and not in the other. The level costs the days before the period, not their changes.
 * Throws AnswerTooLarge where the steps are more than `stepsMax`.
 */
export const storage = async (
  db: Kysely<Database>,
  tenant: string,
  account: Account,
  { from, to }: Period,
  stepsMax: number = storageStepsMax,
): Promise<{ readonly openingBytes: bigint; readonly steps: readonly Step[] }> => {
  const name = accountName(account);
  const day = String(dayOf(from));
  const { rows } = await sql<{ readonly level: string }>`
    select
      coalesce((select sum(delta) from read.storage_days
        where tenant = ${tenant} and account = ${name} and day < ${day}), 0)
      + coalesce((select sum(delta) from read.storage_changes
        where tenant = ${tenant} and account = ${name} and at >= ${day} and at < ${String(from)}), 0)
      as level`.execute(db);
  const steps = await db
    .selectFrom('read.storage_changes')
    .select(['at', 'delta'])
    .where('tenant', '=', tenant)
    .where('account', '=', name)
    .where('at', '>=', String(from))
    .where('at', '<', String(to))
    .orderBy('at')
    .limit(stepsMax + 1)
    .execute();
  return {
    openingBytes: BigInt(rows[0]?.level ?? 0),
    steps: atMost(steps, stepsMax).map(({ at, delta }) => ({
      at: Number(at),
      delta: BigInt(delta),
    })),
  };
};
