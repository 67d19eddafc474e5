import { setTimeout as delay } from 'node:timers/promises';
import type { ReadyService } from './service.ts';
import type { Resources } from './resources.ts';
import { peakBytesOf, privateBytesOf, treeOf } from './usage.ts';

/** The most memory in RAM at once, in bytes. */
export type Peaks = {
  readonly service: number;
  readonly eventstore: number;
  /** The largest process of Postgres, what it shares with the others (up to all of shared_buffers) included. */
  readonly postgresLargest: number;
  /** Of all processes of Postgres together, without what they share; looked at every so often. */
  readonly postgresPrivate: number;
};

export type MemoryWatch = { readonly peaks: () => Promise<Peaks> };

const everyMs = 1_000;

const most = (figures: readonly number[]): number =>
  Math.max(0, ...figures.filter((figure) => !Number.isNaN(figure)));

/** Watches the processes of a service, since those of Postgres come and go, until `peaks` is asked for. */
export const memoryWatch = ({ defer }: Resources, pids: ReadyService['pids']): MemoryWatch => {
  const over = new AbortController();
  let postgresLargest = 0;
  let postgresPrivate = 0;

  const look = async (): Promise<void> => {
    const processes = await treeOf(pids.postgres);
    postgresLargest = most([postgresLargest, ...(await Promise.all(processes.map(peakBytesOf)))]);
    const own = await Promise.all(processes.map(privateBytesOf));
    const sum = own.filter((bytes) => !Number.isNaN(bytes)).reduce((all, bytes) => all + bytes, 0);
    postgresPrivate = most([postgresPrivate, sum]);
  };
  const run = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await look();
      await delay(everyMs, undefined, { signal: over.signal }).catch(() => undefined);
    }
  };
  const ended = run();
  const end = async (): Promise<void> => {
    over.abort();
    await ended;
  };
  defer(end);

  return {
    peaks: async () => {
      await end();
      await look();
      return {
        service: await peakBytesOf(pids.service),
        eventstore: await peakBytesOf(pids.eventstore),
        postgresLargest,
        postgresPrivate,
      };
    },
  };
};
