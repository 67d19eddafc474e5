import { setTimeout as delay } from 'node:timers/promises';
import { PoisonEvent } from './feed/poison-event.ts';

export type WorkLoopDeps<Work> = {
  /** What is to be done next; undefined where there is nothing, or another process is at it. */
  readonly next: () => Promise<Work | undefined>;
  /** Does it to its end. */
  readonly run: (work: Work, signal: AbortSignal) => Promise<void>;
  /** Notes why it does not go on; `isFinal` where trying again is of no use, so that it must not be next any more. */
  readonly fail: (work: Work, error: unknown, isFinal: boolean) => Promise<void>;
  /** Lets go of it, however it ended. */
  readonly release: (work: Work) => Promise<void>;
  readonly onError: (error: unknown) => void;
  readonly lookAgainMs?: number;
};

/** Does one thing after another, for ever; an outage is waited out, and what cannot be done is left with its problem. */
export const runWorkLoop = <Work>(
  deps: WorkLoopDeps<Work>,
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
      const isFinal = error instanceof PoisonEvent;
      await deps.fail(work, error, isFinal);
      if (!isFinal) await delay(lookAgainMs, undefined, { signal: stopping.signal });
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
