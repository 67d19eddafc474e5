import type { EventLog } from '../../domain/event-log.ts';
import { appendRun } from './append-runs.ts';
import type { LogSource, OnProgress } from './log-source.ts';
import { LogUnfit } from './log-unfit.ts';
import type { MovedEvent } from './moved-event.ts';
import { runsOf, type WeighedEvent } from './runs.ts';
import { sameState, tally, type LogState, type Tally } from './tally.ts';

export type Target = {
  readonly log: Pick<EventLog, 'appendAt'>;
  readonly namespace: string;
  readonly name: string;
  /** What it holds already. */
  readonly held: LogState;
};

const notAPrefix = ({ name, held }: Target, source: string): LogUnfit =>
  new LogUnfit(
    `${name} holds ${held.count} events that are not the first ${held.count} of ${source}: nothing was written.`,
  );

/** Takes the events of a slice in; gives those that the target does not hold yet. */
const newEvents = (
  read: Tally,
  events: readonly MovedEvent[],
  target: Target,
  source: string,
): readonly WeighedEvent[] => {
  const missing: WeighedEvent[] = [];
  for (const event of events) {
    const bytes = Buffer.byteLength(read.add(event));
    if (read.count() > target.held.count) missing.push({ event, bytes });
    else if (read.count() === target.held.count && !sameState(read.state(), target.held)) {
      throw notAPrefix(target, source);
    }
  }
  return missing;
};

/**
 * Appends to the target what the source has and the target has not, in the order of the source's log. Writes nothing
 * unless what the target holds are exactly the source's first events. When the signal aborts it stops after the slice
 * under way; another call goes on from there.
 *
 * @returns what was read of the source: where it is no less than what the target held, the target holds the same now.
 */
export const copyEvents = async (
  source: LogSource,
  target: Target,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<LogState> => {
  using read = tally();
  for await (const slice of source.slices(signal)) {
    const missing = newEvents(read, slice.events, target, source.name);
    for (const run of runsOf(target.namespace, missing)) await appendRun(target.log, run);
    onProgress(slice, read.count());
  }
  if (!signal.aborted && read.count() < target.held.count) throw notAPrefix(target, source.name);
  return read.state();
};
