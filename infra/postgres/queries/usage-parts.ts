import { sql, type RawBuilder } from 'kysely';
import type { Account } from '../../../domain/account.ts';
import type { Decimal } from '../../../domain/decimal.ts';
import type { Meter } from '../../../domain/meter/meter.ts';
import type { Period } from '../../../domain/time/window.ts';
import { int8Array } from '../binary-array.ts';

export type UsageQuery = {
  readonly tenant: string;
  readonly account: Account;
  readonly meter: Meter;
  readonly period: Period;
  /** The period, cut in order and without a gap; none where only the whole is asked for. */
  readonly windows: readonly Period[];
  readonly groupBy?: string;
};

export type UsageRow = {
  /** Undefined for the whole period. */
  readonly window: number | undefined;
  /** Undefined for all parts together. */
  readonly part: { readonly key: string | null } | undefined;
  readonly quantity: Decimal;
  readonly facts: bigint;
};

/** The rows of an account's usage of a meter in any table of usage, for a `where`. */
export const ofAccount = ({ tenant, account, meter }: UsageQuery): RawBuilder<unknown> => {
  const whose =
    account.kind === 'user'
      ? sql`subject = ${`user:${account.id}`}`
      : sql`group_id = ${account.id}`;
  return sql`tenant = ${tenant} and ${whose} and meter = ${meter.key}`;
};

/** What a row of usage is a part of. */
export const partOf = ({ groupBy, meter }: UsageQuery): RawBuilder<unknown> => {
  switch (groupBy) {
    case undefined:
      return sql`null::text`;
    case 'group':
      return sql`nullif(group_id, '')`;
    case 'subject':
      return sql`subject`;
    default:
      return sql`dimensions::json ->> ${(meter.dimensions ?? []).indexOf(groupBy)}::int`;
  }
};

/**
 * The number of the window that an instant of the period lies in, from 1; 0 before the first. Windows follow each other
 * without a gap, so that the beginnings of all say it, by a binary search.
 */
export const windowOf = (
  windows: readonly Period[],
  instant: 'at' | 'bucket',
): RawBuilder<unknown> =>
  sql`width_bucket(${sql.ref(instant)}, ${int8Array(windows.map(({ from }) => from))}::int8[])`;
