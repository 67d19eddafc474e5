import type { AppendOutcome, EventLog } from '../../domain/event-log.ts';
import type { AppendReport } from './event-log-settings.ts';
import { LogUnavailable } from './log-unavailable.ts';
import type { SendAppend } from './send-append.ts';

/**
 * `EventLog['append']`. An attempt without an answer may have been written, so the next one carries the same event ids, which the
 * store recognises: for as long as it remembers them. With `any` as the expected revision that is its best effort and no
 * promise (a restart may empty its memory of recent ids). An event that slips into the log twice is counted once by the
 * feed; it is not looked for here, since a read before every retry would prove nothing about an attempt still on its way.
 */
export const appendToLog =
  (send: SendAppend, onAppend: AppendReport): EventLog['append'] =>
  async (append) => {
    const startedAt = performance.now();
    const report = (outcome: AppendOutcome['outcome'] | 'unavailable') => {
      onAppend((performance.now() - startedAt) / 1000, outcome);
    };
    try {
      const sent = await send(append, 'any');
      // No revision was expected, so all that can be wrong is that some of the events are known and others are not.
      const outcome: AppendOutcome =
        sent.outcome === 'appended' ? sent : { outcome: 'partly-known' };
      report(outcome.outcome);
      return outcome;
    } catch (error) {
      if (error instanceof LogUnavailable) report('unavailable');
      throw error;
    }
  };
