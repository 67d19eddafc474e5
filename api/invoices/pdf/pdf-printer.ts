import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ServiceUnavailable } from '../../service-unavailable.ts';
import type { Paper } from '../paper.ts';

/** Prints documents as PDF; throws ServiceUnavailable where too many wait. */
export type Printer = (paper: Paper) => Promise<Uint8Array>;

// A thousand lines take seconds: who came later than these would wait for a minute.
const waitingMax = 16;
const retryAfterSeconds = 5;
// Far more than the largest document takes. One that never ended would keep all others waiting.
const patienceMs = 60_000;
const heapMb = 384;

/** A thread for each document: what fonts and layout take is given back with it, and none can spoil the next one. */
const printInThread = async (paper: Paper): Promise<Uint8Array> => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: paper,
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
  try {
    // Rejects where the thread fails, and where it takes too long.
    const signal = AbortSignal.timeout(patienceMs);
    // The one message of worker.ts.
    const [bytes] = (await once(worker, 'message', { signal })) as [Uint8Array];
    return bytes;
  } finally {
    await worker.terminate();
  }
};

/** A printer with threads of its own, one at a time, so that a long document keeps no other request from its answer. */
export const pdfPrinter = (): Printer => {
  let before: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (paper) => {
    if (waiting >= waitingMax) {
      throw new ServiceUnavailable('Other documents are being printed.', retryAfterSeconds);
    }
    waiting += 1;
    const printed = before.then(() => printInThread(paper));
    before = printed.catch(() => undefined);
    try {
      return await printed;
    } finally {
      waiting -= 1;
    }
  };
};
