import type { BillingRunEnded } from '../../domain/ledger/billing-events.ts';
import { beforeEnd, runEnded } from '../../domain/ledger/run-events.ts';
import type { EventLog } from '../../domain/event-log.ts';
import { billingRunStream } from '../../domain/stream-name.ts';
import type { DatabaseConnection } from '../postgres/database.ts';
import {
  readRunProgress,
  saveRunProgress,
  type RunProgress,
} from '../postgres/ops/run-progress.ts';
import type { AskedRun } from '../postgres/queries/billing-runs.ts';
import { billEach } from './bill-each.ts';
import type { Billing, Outcome } from './billing.ts';
import { oneAhead } from './one-ahead.ts';
import { emptyTally, withOutcomes } from './run-tally.ts';

export type RunDeps = {
  readonly namespace: string;
  readonly db: DatabaseConnection;
  readonly log: Pick<EventLog, 'appendAt'>;
  readonly billing: Billing;
  readonly recordedAt: () => string;
  /** Resolves when the read models hold everything up to a position. */
  readonly reached: (position: bigint, signal: AbortSignal) => Promise<void>;
  readonly onOutcomes?: (outcomes: readonly Outcome[], isDry: boolean) => void;
  readonly onEnded?: (outcome: BillingRunEnded['outcome']) => void;
};

const batchMax = 100;
const beginning: RunProgress = { ...emptyTally, lastAccount: undefined, accounts: undefined };

/** The accounts of a run after one of them, in order of name, some at a time. */
const batchesOf = async function* (
  { billing }: RunDeps,
  { tenant, sequence, accounts }: AskedRun,
  after: string | undefined,
): AsyncGenerator<readonly string[]> {
  if (accounts === undefined) {
    yield* billing.accounts(tenant, sequence, after);
    return;
  }
  const left = [...new Set(accounts)]
    .filter((account) => after === undefined || account > after)
    .sort((one, other) => (one < other ? -1 : 1));
  for (let from = 0; from < left.length; from += batchMax) yield left.slice(from, from + batchMax);
};

const countOf = async (deps: RunDeps, run: AskedRun, signal: AbortSignal): Promise<number> => {
  let count = 0;
  for await (const batch of batchesOf(deps, run, undefined)) {
    signal.throwIfAborted();
    count += batch.length;
  }
  return count;
};

/** Bills what is left; says how far it came and whether that was all. */
const billAll = async (
  deps: RunDeps,
  run: AskedRun,
  signal: AbortSignal,
): Promise<{ readonly progress: RunProgress; readonly isCancelled: boolean }> => {
  const { tenant, month, sequence, dryRun } = run;
  const asked = { tenant, month, sequence, dryRun };
  const kept = await readRunProgress(deps.db, run);
  let progress: RunProgress = kept ?? beginning;
  if (kept?.isCancelRequested === true) return { progress, isCancelled: true };
  if (progress.accounts === undefined) {
    progress = { ...progress, accounts: await countOf(deps, run, signal) };
  }
  // Said at the beginning, too, for those who watch.
  let isCancelled = await saveRunProgress(deps.db, run, progress);
  if (isCancelled) return { progress, isCancelled };
  const outcomesOf = async (accounts: readonly string[]): Promise<readonly Outcome[]> => {
    signal.throwIfAborted();
    return billEach(deps.billing, { ...asked, accounts }, signal);
  };
  const batches = batchesOf(deps, run, progress.lastAccount);
  for await (const [accounts, outcomes] of oneAhead(batches, outcomesOf, () => !isCancelled)) {
    progress = { ...progress, ...withOutcomes(progress, outcomes), lastAccount: accounts.at(-1) };
    isCancelled = await saveRunProgress(deps.db, run, progress);
    deps.onOutcomes?.(outcomes, run.dryRun);
  }
  return { progress, isCancelled };
};

/**
 * Bills the accounts of a run, from where it stands, and records its end. Begun again after a crash at any moment it comes to
 * the same: what it has issued is found by the sequence that it is pinned to.
 */
export const executeRun = async (
  deps: RunDeps,
  run: AskedRun,
  signal: AbortSignal,
): Promise<void> => {
  const { tenant } = run;
  const { progress, isCancelled } = await billAll(deps, run, signal);
  const { issued, nothingToBill, standing, failed } = progress;
  const outcome = isCancelled ? 'cancelled' : 'completed';
  const ended = { tenant, run: run.run, outcome, issued, nothingToBill, standing, failed } as const;
  const appended = await deps.log.appendAt({
    stream: billingRunStream(deps.namespace, tenant, run.run),
    after: beforeEnd,
    events: [runEnded(ended, deps.recordedAt())],
  });
  // Else it has ended already, and the read models will show it.
  if (appended.outcome === 'appended') {
    deps.onEnded?.(outcome);
    await deps.reached(appended.position, signal);
  }
};
