import type { Logger } from 'pino';
import { instantText } from '../../domain/time/instant.ts';
import { aborted } from '../cli/interrupted.ts';
import { messageOf } from '../cli/message-of.ts';
import type { Stores } from '../open-stores.ts';
import { listen } from '../postgres/listen.ts';
import { openLockSession, type LockSession } from '../postgres/lock-session.ts';
import { oneMoment } from '../postgres/one-moment.ts';
import { noteRunProblem } from '../postgres/ops/run-progress.ts';
import type { ProgressWatch } from '../postgres/progress.ts';
import { firstOpenRun, type AskedRun } from '../postgres/queries/billing-runs.ts';
import { runWorkLoop } from '../work-loop.ts';
import type { Billing } from './billing.ts';
import { caughtUp } from './caught-up.ts';
import { executeRun, type RunDeps } from './execute-run.ts';
import { runChannel } from '../postgres/run-channel.ts';

export type BillingRunDeps = Pick<RunDeps, 'onOutcomes' | 'onEnded'> & {
  readonly namespace: string;
  readonly stores: Pick<Stores, 'db' | 'log' | 'databaseUrl'>;
  readonly progress: Pick<ProgressWatch, 'reached'>;
  readonly billing: Billing;
  readonly logger: Logger;
};

type Work = { readonly run: AskedRun; readonly session: LockSession };

// As long as a timer can be set for.
const endlessMs = 2 ** 31 - 1;
/** How long the read models may take to say whether a run has ended; then it is looked for again. */
const catchUpMs = 30_000;

const openRun = ({ stores: { db } }: BillingRunDeps): Promise<AskedRun | undefined> =>
  oneMoment(db, firstOpenRun);

/** The oldest run that has not ended, with the lock that one process holds while it executes it. */
const nextWork = async (deps: BillingRunDeps): Promise<Work | undefined> => {
  const { namespace, stores, progress } = deps;
  if ((await openRun(deps)) === undefined) return undefined;
  const session = await openLockSession(stores.databaseUrl, `billing runs of ${namespace}`);
  try {
    if (await session.tryLock()) {
      // Looked at again under the lock, and by read models that know whatever its last holder wrote: a run that has ended is
      // not begun again, also where they are filled anew and have not come to its end yet.
      const isKnown = await caughtUp({ namespace, ...stores, progress }, catchUpMs);
      const run = isKnown ? await openRun(deps) : undefined;
      if (run !== undefined) return { run, session };
    }
  } catch (error) {
    await session.close();
    throw error;
  }
  await session.close();
  return undefined;
};

const execute = async (
  deps: BillingRunDeps,
  { run, session }: Work,
  stopping: AbortSignal,
): Promise<void> => {
  const { namespace, stores, progress, billing, logger, onOutcomes, onEnded } = deps;
  const ended = new AbortController();
  const signal = AbortSignal.any([stopping, session.lost, ended.signal]);
  const alive = session.keepAlive(signal);
  const told = { run: run.run, tenant: run.tenant, month: run.month };
  try {
    logger.info(told, 'billing');
    await executeRun(
      {
        namespace,
        db: stores.db,
        log: stores.log,
        billing,
        recordedAt: () => instantText(Date.now()),
        reached: async (position, until) => {
          await Promise.race([progress.reached(position, endlessMs), aborted(until)]);
        },
        ...(onOutcomes === undefined ? {} : { onOutcomes }),
        ...(onEnded === undefined ? {} : { onEnded }),
      },
      run,
      signal,
    );
    logger.info(told, 'billed');
  } finally {
    ended.abort();
    await alive;
  }
};

/**
 * Executes billing runs that were asked for, the oldest first: one at a time, in one of all processes. One that is under
 * way goes on after a crash or a stop, here or elsewhere.
 */
export const runBilling = async (
  deps: BillingRunDeps,
): Promise<{ readonly stop: () => Promise<void> }> => {
  const { stores, logger } = deps;
  const onError = (error: unknown): void => {
    logger.warn({ err: error }, 'a billing run cannot go on now');
  };
  const loop = runWorkLoop<Work>({
    next: () => nextWork(deps),
    run: (work, signal) => execute(deps, work, signal),
    fail: ({ run }, error) => noteRunProblem(stores.db, run, messageOf(error)),
    release: ({ session }) => session.close(),
    onError,
  });
  const listening = await listen({
    url: stores.databaseUrl,
    channel: runChannel,
    onNotice: loop.wake,
    onError,
  });
  return {
    stop: async () => {
      await listening.stop();
      await loop.stop();
    },
  };
};
