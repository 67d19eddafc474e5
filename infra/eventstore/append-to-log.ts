import type { AppendOutcome, EventLog, StreamAppend } from '../../domain/event-log.ts';
import type { BatchAppender } from './batch-appender.ts';
import { batchRequest } from './batch-request.ts';
import type { CompleteSettings } from './event-log-settings.ts';
import { LogUnavailable } from './log-unavailable.ts';
import type { Turnstile } from './turnstile.ts';
import { untilAnswered } from './until-answered.ts';

type Deps = {
  readonly appender: BatchAppender;
  readonly appends: Turnstile;
  readonly end: () => Promise<bigint>;
  /** Aborted when no new appends are taken, ... */
  readonly leaving: AbortSignal;
  /** ... and when those under way are given up. */
  readonly closing: AbortSignal;
  readonly settings: CompleteSettings;
};

/**
 * `EventLog['append']`. An attempt without an answer may have been written, so the next one carries the same event ids, which the
 * store recognises: for as long as it remembers them. With `any` as the expected revision that is its best effort and no
 * promise (a restart may empty its memory of recent ids). An event that slips into the log twice is counted once by the
 * feed; it is not looked for here, since a read before every retry would prove nothing about an attempt still on its way.
 */
export const appendToLog = (deps: Deps): EventLog['append'] => {
  const { appender, appends, closing, settings } = deps;

  const untilWritten = async (append: StreamAppend, startedAt: number): Promise<AppendOutcome> => {
    const request = batchRequest(append, settings.maxAppendBytes);
    const answer = await appends.pass(() =>
      untilAnswered({
        operation: 'append',
        once: (expired) => appender.send(request, expired),
        startedAt,
        closing,
        settings,
      }),
    );
    if (answer.outcome === 'partly-known') return answer;
    // The store may leave out the position of events it knew before. They lie before the end of the log as it is now.
    return { outcome: 'appended', position: answer.position ?? (await deps.end()) };
  };

  return async (append) => {
    if (deps.leaving.aborted) throw new LogUnavailable('append: the log was closed');
    const startedAt = performance.now();
    const report = (outcome: AppendOutcome['outcome'] | 'unavailable') => {
      settings.onAppend((performance.now() - startedAt) / 1000, outcome);
    };
    try {
      const outcome = await untilWritten(append, startedAt);
      report(outcome.outcome);
      return outcome;
    } catch (error) {
      if (error instanceof LogUnavailable) report('unavailable');
      throw error;
    }
  };
};
