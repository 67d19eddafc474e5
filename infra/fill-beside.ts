import type { Logger } from 'pino';
import type { Projector } from '../projections/projector.ts';
import { aborted } from './cli/interrupted.ts';
import { messageOf } from './cli/message-of.ts';
import { fillFromLog } from './fill-from-log.ts';
import { intakeOf } from './fill-work.ts';
import { joinPatience, type JoinPatience } from './join-patience.ts';
import type { Stores } from './open-stores.ts';
import { FillCancelled, type FillIntake } from './postgres/apply-fill.ts';
import { failFill, fillChannel, fills, metersFill, type Fill } from './postgres/fills.ts';
import { listen } from './postgres/listen.ts';
import { fillWaitingMeters } from './postgres/live-meters.ts';
import { openLockSession, type LockSession } from './postgres/lock-session.ts';
import type { ProgressWatch } from './postgres/progress.ts';
import { runWorkLoop } from './work-loop.ts';

type FillBesideDeps = {
  readonly namespace: string;
  readonly stores: Stores;
  readonly progress: Pick<ProgressWatch, 'reached'>;
  readonly readModels: readonly Projector[];
  readonly logger: Logger;
};

type FillContext = FillBesideDeps & { readonly patience: JoinPatience };

type Work = {
  readonly fill: Fill;
  readonly intake: FillIntake;
  readonly session: LockSession;
};

// As long as a timer can be set for.
const endlessMs = 2 ** 31 - 1;

/** Whether the usage that answers is that of the code: meters are filled into its rows. */
const isUsageOurs = async ({ stores: { db }, readModels }: FillBesideDeps): Promise<boolean> => {
  const usage = readModels.find(({ name }) => name === 'usage');
  const answering = await db
    .selectFrom('read.projections')
    .select('version')
    .where('name', '=', 'usage')
    .executeTakeFirst();
  return usage !== undefined && answering?.version === usage.version;
};

/** The first fill that this code can do; undefined where there is none. */
const firstFill = async (deps: FillContext) => {
  const { stores, readModels, patience } = deps;
  const canFillMeters = await isUsageOurs(deps);
  for (const fill of await fills(stores.db)) {
    if (fill.problem !== undefined || (fill.name === metersFill && !canFillMeters)) continue;
    const intake = intakeOf(fill, readModels, patience.ms());
    if (intake !== undefined) return { fill, intake };
  }
  // Meters wait until read models are done: usage that is filled anew counts those that are live. They do not wait for what
  // failed, or is of another version: nobody may ever do that.
  return canFillMeters && (await fillWaitingMeters(stores.db)) ? 'again' : undefined;
};

/** What is to be filled, with the lock that one process holds while it fills. */
const nextWork = async (deps: FillContext): Promise<Work | undefined> => {
  let first = await firstFill(deps);
  if (first === 'again') first = await firstFill(deps);
  if (first === undefined || first === 'again') return undefined;
  const session = await openLockSession(deps.stores.databaseUrl, `fills of ${deps.namespace}`);
  try {
    // Looked at again under the lock: another process may have finished it meanwhile.
    const work = (await session.tryLock()) ? await firstFill(deps) : undefined;
    if (work !== undefined && work !== 'again') return { ...work, session };
  } catch (error) {
    await session.close();
    throw error;
  }
  await session.close();
  return undefined;
};

const run = async (
  { namespace, stores, progress, logger, patience }: FillContext,
  { fill, intake, session }: Work,
  stopping: AbortSignal,
): Promise<void> => {
  const ended = new AbortController();
  const signal = AbortSignal.any([stopping, session.lost, ended.signal]);
  const alive = session.keepAlive(signal);
  const startedAt = performance.now();
  try {
    logger.info({ fill: fill.name, version: fill.version }, 'filling from the log, beside');
    await fillFromLog({
      namespace,
      stores,
      fill,
      intake,
      signal,
      liveReached: async (position) => {
        await Promise.race([progress.reached(position, endlessMs), aborted(signal)]);
      },
    });
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    logger.info({ fill: fill.name, version: fill.version, seconds }, 'filled, and answers');
  } catch (error) {
    patience.noteFailure(error);
    if (!(error instanceof FillCancelled)) throw error;
    logger.info({ fill: fill.name }, 'given up on demand');
  } finally {
    ended.abort();
    await alive;
  }
};

/**
 * Fills, beside what answers, read models that were asked for anew or are of another version, and meters that were
 * defined: one after another, in one of all processes at a time. What is under way goes on after a crash or a stop.
 */
export const fillBeside = async (
  deps: FillBesideDeps,
): Promise<{ readonly stop: () => Promise<void> }> => {
  const { stores, logger } = deps;
  const context = { ...deps, patience: joinPatience() };
  const onError = (error: unknown): void => {
    logger.warn({ err: error }, 'a read model cannot be filled now');
  };
  const loop = runWorkLoop<Work>({
    next: () => nextWork(context),
    run: (work, signal) => run(context, work, signal),
    fail: async ({ fill }, error, isFinal) => {
      if (isFinal) await failFill(stores.db, fill, messageOf(error));
    },
    release: ({ session }) => session.close(),
    onError,
  });
  const listening = await listen({
    url: stores.databaseUrl,
    channel: fillChannel,
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
