import { SingleBar } from 'cli-progress';
import type { OnProgress } from './log-source.ts';

/** Shows on a terminal how far something is; elsewhere nothing. */
export const showing = async <A>(
  what: string,
  work: (onProgress: OnProgress) => Promise<A>,
): Promise<A> => {
  const bar = new SingleBar({
    format: ` ${what} {bar} {percentage} % | {events} events | {rate} events/s`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
  });
  const startedAt = performance.now();
  bar.start(1, 0, { events: 0, rate: 0 });
  try {
    return await work(({ done, of }, events) => {
      const rate = Math.round(events / ((performance.now() - startedAt) / 1_000));
      bar.setTotal(of);
      bar.update(done, { events, rate });
    });
  } finally {
    bar.stop();
  }
};
