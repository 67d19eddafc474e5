import * as E from 'fp-ts/lib/Either.js';
import type { BillingRunRequested } from '../ledger/billing-events.ts';
import type { EpochMs } from '../time/instant.ts';
import { graceEnd, type ModelMonth } from './model-month.ts';

type AskedBefore = Pick<BillingRunRequested, 'month' | 'dryRun' | 'ignoreGrace'> & {
  readonly accounts?: readonly string[] | undefined;
};

/** What is known when a run is asked for. */
export type RunCircumstances = {
  readonly now: EpochMs;
  /** The run of the same name that was asked for before. */
  readonly before: AskedBefore | undefined;
  /** Those of the accounts named that the ledger knows nothing of. */
  readonly unknown: ReadonlySet<string>;
  /** Those by which any of the accounts may be billed in the month. */
  readonly models: readonly ModelMonth[];
};

/** In the order in which they are looked for. */
export type RunRejection =
  /** The name is that of a run for something else. */
  | { readonly rejection: 'run-taken' }
  | { readonly rejection: 'unknown-accounts'; readonly accounts: readonly string[] }
  /** Nobody has a price in that month. */
  | { readonly rejection: 'no-model' }
  | { readonly rejection: 'period-open'; readonly model: string; readonly until: EpochMs }
  | { readonly rejection: 'grace'; readonly model: string; readonly until: EpochMs };

type Waiting = { readonly model: string; readonly until: EpochMs };

/** The last of the instants that are still to come. */
const lastAfter = (now: EpochMs, all: readonly Waiting[]): Waiting | undefined =>
  all
    .filter(({ until }) => until > now)
    .reduce<Waiting | undefined>(
      (last, each) => (last === undefined || each.until > last.until ? each : last),
      undefined,
    );

const sameAccounts = (one: readonly string[] = [], other: readonly string[] = []): boolean =>
  one.length === other.length && new Set([...one, ...other]).size === one.length;

const isSame = (one: AskedBefore, other: AskedBefore): boolean =>
  one.month === other.month &&
  one.dryRun === other.dryRun &&
  one.ignoreGrace === other.ignoreGrace &&
  (one.accounts === undefined) === (other.accounts === undefined) &&
  sameAccounts(one.accounts, other.accounts);

/** A month is to be billed. Asked for again by the same name, nothing is recorded, whatever has changed since. */
export const requestRun = (
  command: BillingRunRequested,
  { now, before, unknown, models }: RunCircumstances,
): E.Either<RunRejection, readonly BillingRunRequested[]> => {
  if (before !== undefined) {
    return isSame(before, command) ? E.right([]) : E.left({ rejection: 'run-taken' });
  }
  const accounts = (command.accounts ?? []).filter((account) => unknown.has(account));
  if (accounts.length > 0) return E.left({ rejection: 'unknown-accounts', accounts });
  if (models.length === 0) return E.left({ rejection: 'no-model' });
  const open = lastAfter(
    now,
    models.map(({ model, period }) => ({ model, until: period.to })),
  );
  if (open !== undefined) return E.left({ rejection: 'period-open', ...open });
  const grace = lastAfter(
    now,
    models.map((each) => ({ model: each.model, until: graceEnd(each, command.month) })),
  );
  return grace === undefined || command.ignoreGrace
    ? E.right([command])
    : E.left({ rejection: 'grace', ...grace });
};
