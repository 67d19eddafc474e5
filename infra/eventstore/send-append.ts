import type { StreamAppend } from '../../domain/event-log.ts';
import type { BatchAppender } from './batch-appender.ts';
import { batchRequest, type Expected } from './batch-request.ts';
import type { CompleteSettings } from './event-log-settings.ts';
import { LogUnavailable } from './log-unavailable.ts';
import type { Turnstile } from './turnstile.ts';
import { untilAnswered } from './until-answered.ts';

export type AppendDeps = {
  readonly appender: BatchAppender;
  readonly appends: Turnstile;
  readonly end: () => Promise<bigint>;
  /** Aborted when no new appends are taken, ... */
  readonly leaving: AbortSignal;
  /** ... and when those under way are given up. */
  readonly closing: AbortSignal;
  readonly settings: CompleteSettings;
};

type Sent =
  | { readonly outcome: 'appended'; readonly position: bigint }
  | { readonly outcome: 'wrong-revision'; readonly revision: bigint };

export type SendAppend = (append: StreamAppend, expected: Expected) => Promise<Sent>;

/** Sends an append, waiting for its turn, until the store has answered. Every attempt carries the same event ids. */
export const sendAppend =
  ({ appender, appends, end, leaving, closing, settings }: AppendDeps): SendAppend =>
  async (append, expected) => {
    if (leaving.aborted) throw new LogUnavailable('append: the log was closed');
    const startedAt = performance.now();
    const request = batchRequest(append, expected, settings.maxAppendBytes);
    const answer = await appends.pass(() =>
      untilAnswered({
        operation: 'append',
        once: (expired) => appender.send(request, expired),
        startedAt,
        closing,
        settings,
      }),
    );
    if (answer.outcome === 'wrong-revision') return answer;
    // The store may leave out the position of events it knew before. They lie before the end of the log as it is now.
    return { outcome: 'appended', position: answer.position ?? (await end()) };
  };
