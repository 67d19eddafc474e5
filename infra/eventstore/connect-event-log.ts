import type { EventLog } from '../../domain/event-log.ts';
import { appendToLog } from './append-to-log.ts';
import { batchAppender } from './batch-appender.ts';
import { endOfLog } from './end-of-log.ts';
import { completeSettings } from './event-log-settings.ts';
import type { EventLogSettings } from './event-log-settings.ts';
import { followLog } from './follow-log.ts';
import { LogUnavailable } from './log-unavailable.ts';
import { sendAppend } from './send-append.ts';
import { openStoreClient } from './store-client.ts';
import { turnstile } from './turnstile.ts';
import { untilAnswered } from './until-answered.ts';
import { within } from './within.ts';

const ignore = () => undefined;

/**
 * The event log in an EventStoreDB (23.10 or later, for its word that a subscription has caught up) or in the embedded node.
 * Connects when it is first used. Nothing here expects the server to be up: outages are waited out.
 */
export const connectEventLog = (given: EventLogSettings): EventLog => {
  const settings = completeSettings(given);
  const store = openStoreClient(settings);
  const appender = batchAppender(store.openBatchAppend);
  const appends = turnstile(settings.maxAppendsInFlight);
  const follow = followLog(store.client, settings);
  /** No new calls. */
  const leaving = new AbortController();
  /** No more patience with those under way. */
  const closing = new AbortController();
  let closed: Promise<void> | undefined;

  const end = async (): Promise<bigint> =>
    untilAnswered({
      operation: 'end',
      once: () => endOfLog(store.client, settings.attemptMs),
      startedAt: performance.now(),
      closing: leaving.signal,
      settings,
    });

  const close = async (): Promise<void> => {
    leaving.abort();
    await within(settings.closeMs, appends.empty).catch(ignore);
    closing.abort(new LogUnavailable('the log was closed'));
    appender.cancel();
    // Bounded, since looking up a cluster that is gone takes its time.
    await within(settings.closeMs, store.dispose).catch(ignore);
  };

  const send = sendAppend({
    appender,
    appends,
    end,
    leaving: leaving.signal,
    closing: closing.signal,
    settings,
  });

  return {
    append: appendToLog(send, settings.onAppend),
    appendAt: ({ after, ...append }) => send(append, after),
    follow: (from) => follow({ ...from, signal: AbortSignal.any([from.signal, leaving.signal]) }),
    end,
    close: () => (closed ??= close()),
  };
};
