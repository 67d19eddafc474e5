import type { CompleteSettings } from './event-log-settings.ts';
import { LogRefused } from './log-refused.ts';
import { LogUnavailable } from './log-unavailable.ts';
import { pause, pauseMs } from './pause.ts';
import { within } from './within.ts';

type Attempt<A> = {
  readonly operation: 'append' | 'end';
  readonly once: (expired: () => boolean) => Promise<A>;
  /** On `performance.now()`. */
  readonly startedAt: number;
  readonly closing: AbortSignal;
  readonly settings: CompleteSettings;
};

const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown));

/**
 * Tries until there is an answer, each attempt with a timeout of its own, until `giveUpMs` after `startedAt`.
 * Throws `LogUnavailable` then or when the log closes, and `LogRefused` at once.
 */
export const untilAnswered = async <A>(attempt: Attempt<A>): Promise<A> => {
  const { operation, once, closing, settings } = attempt;
  const giveUpAt = attempt.startedAt + settings.giveUpMs;
  const lastWords = (why: string, cause?: Error) =>
    new LogUnavailable(`${operation}: ${why}`, cause && { cause });

  for (let failures = 1; ; failures++) {
    // Ends with the closing of the log too, which shows below as the reason of the failure.
    const leftMs = giveUpAt - performance.now();
    if (leftMs <= 0) throw lastWords(`not begun within ${settings.giveUpMs} ms`);
    try {
      return await within(Math.min(settings.attemptMs, leftMs), once, closing);
    } catch (thrown) {
      if (thrown instanceof LogRefused) throw thrown;
      const error = asError(thrown);
      if (closing.aborted) throw lastWords('the log was closed', error);
      const delayMs = pauseMs(failures, settings);
      if (performance.now() + delayMs >= giveUpAt) {
        throw lastWords(`no answer in ${settings.giveUpMs} ms; ${error.message}`, error);
      }
      settings.onRetry({ operation, attempt: failures, delayMs, error });
      await pause(delayMs, closing);
    }
  }
};
