import { setImmediate } from 'node:timers/promises';
import type { EventStoreDBClient } from '@eventstore/db-client';
import type { EventLog, LogSlice } from '../../domain/event-log.ts';
import { endOfLog } from './end-of-log.ts';
import type { CompleteSettings } from './event-log-settings.ts';
import { pause, pauseMs } from './pause.ts';
import { refusalOf } from './refusal.ts';
import { sliceReader } from './slice-reader.ts';
import { subscribe } from './subscription.ts';

type From = Parameters<EventLog['follow']>[0];

const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown));

// A call, since the compiler holds `aborted` for unchanged from one look to the next.
const isOver = (signal: AbortSignal): boolean => signal.aborted;

/** The slices of one subscription, until it breaks (thrown) or the signal aborts (end). */
async function* once(
  client: EventStoreDBClient,
  from: From,
  { attemptMs }: CompleteSettings,
): AsyncGenerator<LogSlice, void, void> {
  const end = await endOfLog(client, attemptMs, from.signal);
  const subscription = subscribe(client, {
    prefix: from.prefix,
    after: from.after,
    buffer: from.maxEvents,
    confirmMs: attemptMs,
  });
  // The consumer may be busy for long when the signal aborts; the server need not wait for it.
  from.signal.addEventListener('abort', subscription.close);
  try {
    const reader = sliceReader(subscription, { after: from.after ?? 0n, end });
    while (!from.signal.aborted) {
      const slice = reader.slice(from.maxEvents);
      // What arrived before a failure is handed over first: `more` throws only when there is nothing left to take.
      if (slice !== undefined) {
        yield slice;
        continue;
      }
      await subscription.more();
      // One turn of the event loop, so that what came in the same packet goes into the same slice.
      await setImmediate();
    }
  } finally {
    from.signal.removeEventListener('abort', subscription.close);
    subscription.close();
  }
}

/**
 * `EventLog['follow']`: subscribes again, with pauses, after the last position that was handed over; so no event comes twice and
 * none is left out. Throws `LogRefused` when the store does not allow it or does not know the position.
 */
export const followLog = (client: EventStoreDBClient, settings: CompleteSettings) =>
  async function* (from: From): AsyncGenerator<LogSlice, void, void> {
    let after = from.after;
    let failures = 0;
    while (!from.signal.aborted) {
      try {
        for await (const slice of once(client, { ...from, after }, settings)) {
          after = slice.position;
          failures = 0;
          yield slice;
        }
      } catch (thrown) {
        if (isOver(from.signal)) return;
        const refusal = refusalOf(thrown);
        if (refusal !== undefined) throw refusal;
        failures += 1;
        const delayMs = pauseMs(failures, settings);
        settings.onRetry({
          operation: 'follow',
          attempt: failures,
          delayMs,
          error: asError(thrown),
        });
        await pause(delayMs, from.signal);
      }
    }
  };
