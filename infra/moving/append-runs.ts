import type { AppendAtRevision, EventLog } from '../../domain/event-log.ts';
import { LogRefused } from '../eventstore/log-refused.ts';
import { LogUnfit } from './log-unfit.ts';

/** The two halves of an append. */
const halved = ({ stream, after, events }: AppendAtRevision): readonly AppendAtRevision[] => {
  const middle = Math.ceil(events.length / 2);
  return [
    { stream, after, events: events.slice(0, middle) },
    { stream, after: after + BigInt(middle), events: events.slice(middle) },
  ];
};

/**
 * Appends a run and waits until it is durable: the next one may go to another stream, and what is on its way at the same
 * time is written in any order. A run that a store with a smaller limit refuses goes in halves.
 */
export const appendRun = async (
  log: Pick<EventLog, 'appendAt'>,
  run: AppendAtRevision,
): Promise<void> => {
  let answer;
  try {
    answer = await log.appendAt(run);
  } catch (error) {
    if (!(error instanceof LogRefused) || run.events.length === 1) throw error;
    for (const half of halved(run)) await appendRun(log, half);
    return;
  }
  if (answer.outcome === 'appended') return;
  throw new LogUnfit(
    `Somebody else writes to the target: stream ${run.stream} is at ${answer.revision} and should be at ` +
      `${run.after}. Nothing else may use the target until the copy is done.`,
  );
};
