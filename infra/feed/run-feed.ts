import { setTimeout as delay } from 'node:timers/promises';
import { isRight } from 'fp-ts/lib/Either.js';
import type { EventLog, LogSlice } from '../../domain/event-log.ts';
import type { Checkpoint } from '../../domain/ledger/checkpoint.ts';
import { StoredMetadata } from '../../domain/ledger/decode-recorded.ts';
import { numberSlice, type NumberedSlice } from './number-slice.ts';
import { PoisonEvent } from './poison-event.ts';
import type { FeedStatus } from './feed-status.ts';

export type FeedDeps = {
  readonly namespace: string;
  readonly prefix: string;
  readonly log: Pick<EventLog, 'follow'>;
  readonly readCheckpoint: () => Promise<Checkpoint>;
  /** Applies rows and checkpoint in one transaction; throws where the checkpoint is not where `before` says. */
  readonly apply: (slice: NumberedSlice) => Promise<void>;
  /** Hears of outages, which the feed bridges by itself, and of the event that stops it. */
  readonly onError: (error: unknown) => void;
  /** Whether trying again cannot help, beside an event that cannot be taken. */
  readonly isFinal?: (error: unknown) => boolean;
  readonly onCaughtUp?: (checkpoint: Checkpoint) => void;
  readonly maxEvents?: number;
  /** How long an outage is let pass before the next try. */
  readonly retryAfterMs?: number;
};

export type Feed = {
  readonly status: () => FeedStatus;
  /** Settles when the feed has ended: stopped from outside, or at an event it cannot take. */
  readonly ended: Promise<void>;
  /** Ends after the batch under way has been committed. */
  readonly stop: () => Promise<void>;
};

const defaultRetryAfterMs = 1_000;
const defaultMaxEvents = 2_000;

const hasNews = ({ events, after, before }: NumberedSlice): boolean =>
  events.length > 0 || after.position !== before.position;

/** Takes the log in, slice by slice: while the database writes one, the next is decoded. */
const follow = async (
  deps: FeedDeps,
  signal: AbortSignal,
  report: (status: Partial<FeedStatus>) => void,
): Promise<void> => {
  const { namespace, prefix, log, maxEvents = defaultMaxEvents } = deps;
  let checkpoint = await deps.readCheckpoint();
  let applying = Promise.resolve();
  // A batch that fails ends the reading too: on a quiet log no further slice would come to notice it.
  const failed = new AbortController();
  const slices = log.follow({
    prefix,
    after: checkpoint.position,
    maxEvents,
    signal: AbortSignal.any([signal, failed.signal]),
  });

  const take = async (numbered: NumberedSlice, { caughtUp }: LogSlice): Promise<void> => {
    if (hasNews(numbered)) await deps.apply(numbered);
    report({ buffered: 0, oldestBufferedAt: undefined, problem: undefined });
    if (!caughtUp) return;
    report({ state: 'live' });
    deps.onCaughtUp?.(numbered.after);
  };

  const numberOrReport = (slice: LogSlice): NumberedSlice => {
    try {
      return numberSlice(namespace, checkpoint, slice);
    } catch (error) {
      // The feed is about to stop: what it leaves behind goes on growing old.
      const first = StoredMetadata.decode(slice.events[0]?.metadata);
      const oldestBufferedAt = isRight(first) ? first.right.recordedAt : undefined;
      report({ buffered: slice.events.length, oldestBufferedAt });
      throw error;
    }
  };

  try {
    for await (const slice of slices) {
      const numbered = numberOrReport(slice);
      await applying;
      report({
        buffered: numbered.events.length,
        oldestBufferedAt: numbered.events[0]?.recorded.recordedAt,
      });
      checkpoint = numbered.after;
      applying = take(numbered, slice);
      applying.catch(() => {
        failed.abort();
      });
    }
  } finally {
    await applying;
  }
};

/**
 * Starts the one feed: it reads the log from the checkpoint on and applies it, for ever. Outages of the log or of the
 * database are waited out from the last checkpoint; an event that cannot be understood stops it.
 */
export const runFeed = (deps: FeedDeps): Feed => {
  const stopping = new AbortController();
  let status: FeedStatus = { state: 'catching_up', buffered: 0, oldestBufferedAt: undefined };
  const report = (news: Partial<FeedStatus>): void => {
    status = { ...status, ...news };
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await follow(deps, stopping.signal, report);
      } catch (error) {
        deps.onError(error);
        const problem = error instanceof Error ? error.message : String(error);
        if (deps.isFinal?.(error) === true || error instanceof PoisonEvent) {
          report({ state: 'stopped', problem });
          return;
        }
        report({ state: 'catching_up', problem });
        await delay(deps.retryAfterMs ?? defaultRetryAfterMs, undefined, {
          signal: stopping.signal,
        }).catch(() => undefined);
      }
    }
  };

  const ended = run();
  return {
    status: () => status,
    ended,
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
};
