import { setTimeout as delay } from 'node:timers/promises';
import { PoisonEvent } from './poison-event.ts';

export type FillLoopDeps<Work> = {
  /** What is to be filled next; undefined where there is nothing, or another process is at it. */
  readonly next: () => Promise<Work | undefined>;
  /** Fills it to its end. */
  readonly run: (work: Work, signal: AbortSignal) => Promise<void>;
  /** Notes why it cannot go on. */
  readonly fail: (work: Work, problem: string) => Promise<void>;
  /** Lets go of it, however it ended. */
  readonly release: (work: Work) => Promise<void>;
  readonly onError: (error: unknown) => void;
  readonly lookAgainMs?: number;
};

/** Fills one thing after another, for ever; an outage is waited out, and what cannot be filled is left with its problem. */
export const runFillLoop = <Work>(
  deps: FillLoopDeps<Work>,
): { readonly wake: () => void; readonly stop: () => Promise<void> } => {
  const { lookAgainMs = 1_000 } = deps;
  const stopping = new AbortController();
  // A call, since the compiler holds `aborted` for unchanged from one look to the next.
  const isStopping = (): boolean => stopping.signal.aborted;
  let asleep = new AbortController();

  const attempt = async (work: Work): Promise<void> => {
    try {
      await deps.run(work, stopping.signal);
    } catch (error) {
      if (isStopping()) return;
      deps.onError(error);
      if (error instanceof PoisonEvent) await deps.fail(work, error.message);
      else await delay(lookAgainMs, undefined, { signal: stopping.signal });
    } finally {
      await deps.release(work);
    }
  };

  const sleep = async (): Promise<void> => {
    asleep = new AbortController();
    const signal = AbortSignal.any([asleep.signal, stopping.signal]);
    await delay(lookAgainMs, undefined, { signal }).catch(() => undefined);
  };

  const loop = async (): Promise<void> => {
    while (!isStopping()) {
      try {
        const work = await deps.next();
        if (work === undefined) await sleep();
        else await attempt(work);
      } catch (error) {
        if (isStopping()) return;
        deps.onError(error);
        await sleep();
      }
    }
  };

  const ended = loop();
  return {
    wake: () => {
      asleep.abort();
    },
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
};
