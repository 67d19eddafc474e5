import { stat } from 'node:fs/promises';
import { SingleBar } from 'cli-progress';
import { lineBatches, type LineBatch } from './fact-lines.ts';
import { messageOf } from './message-of.ts';
import { postLines, type Answer, type Service } from './post-lines.ts';
import { refusedLines, type RefusedLines } from './refused-lines.ts';

const linesPerRequest = 2_000;
const requestsInFlight = 4;

export type Imported = {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: number;
  /** Queries with `after=` this see all of it; 0 where nothing of it is in the log. */
  readonly position: bigint;
  /** Stopped before the end of the file. */
  readonly interrupted: boolean;
  /** Why the rest of the file was not sent: what the service said, or that the file breaks off. */
  readonly failure: Error | undefined;
};

type Tally = { accepted: number; duplicates: number; refused: number; position: bigint };

const note = (tally: Tally, lines: RefusedLines, { firstLine }: LineBatch, answer: Answer) => {
  tally.accepted += answer.accepted;
  tally.duplicates += answer.duplicates;
  tally.refused += answer.refusedCount;
  const position = BigInt(answer.position);
  if (position > tally.position) tally.position = position;
  lines.add(firstLine, answer.refused);
};

const progressBar = (totalBytes: number): SingleBar => {
  const bar = new SingleBar({
    format: ' {bar} {percentage} % | {facts} facts | {rate} facts/s | {eta_formatted} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    noTTYOutput: false,
  });
  bar.start(totalBytes, 0, { facts: 0, rate: 0 });
  return bar;
};

/** Sends all batches, some at a time, until the file ends, `stop` aborts or one fails. Gives the first failure. */
const sendAll = async (
  batches: AsyncIterable<LineBatch>,
  stop: AbortSignal,
  send: (batch: LineBatch, stop: AbortSignal) => Promise<void>,
): Promise<Error | undefined> => {
  let failure: Error | undefined;
  const failed = new AbortController();
  const fail = (error: unknown): void => {
    failure ??= error instanceof Error ? error : new Error(messageOf(error));
    failed.abort();
  };
  const stopOrFailed = AbortSignal.any([stop, failed.signal]);
  const underWay = new Set<Promise<void>>();
  try {
    for await (const batch of batches) {
      if (stopOrFailed.aborted) break;
      // Never rejects: a failure that nobody waits for yet would end the process.
      const sent: Promise<void> = send(batch, stopOrFailed)
        .catch(fail)
        .finally(() => underWay.delete(sent));
      underWay.add(sent);
      if (underWay.size >= requestsInFlight) await Promise.race(underWay);
    }
  } catch (error) {
    // What was read is sent, also when the file breaks off: its last whole line is in.
    await Promise.all(underWay);
    fail(error);
  }
  await Promise.all(underWay);
  return failure;
};

/**
 * Sends the facts of an NDJSON file, plain or gzip, to a service. Running it again goes on where it stopped: what is in
 * counts as a duplicate. `signal` stops it after the requests under way. Throws only where the file cannot be found; what
 * goes wrong later is the `failure` beside the counts.
 */
export const importFile = async (
  path: string,
  service: Service,
  { signal, say }: { readonly signal: AbortSignal; readonly say: (line: string) => void },
): Promise<Imported> => {
  const { size } = await stat(path);
  const bar = progressBar(size);
  const tally: Tally = { accepted: 0, duplicates: 0, refused: 0, position: 0n };
  const lines = refusedLines();
  const startedAt = performance.now();
  const sayStopping = (): void => {
    say('Stopping …');
  };
  signal.addEventListener('abort', sayStopping);
  const send = async (batch: LineBatch, stop: AbortSignal): Promise<void> => {
    const answer = await postLines(service, batch.bytes, stop, (reason) => {
      say(`waiting for the service: ${reason}`);
    });
    if (answer === undefined) return;
    note(tally, lines, batch, answer);
    const facts = tally.accepted + tally.duplicates + tally.refused;
    const seconds = (performance.now() - startedAt) / 1_000;
    bar.update(batch.readBytes, { facts, rate: Math.round(facts / seconds) });
  };
  try {
    const failure = await sendAll(lineBatches(path, linesPerRequest), signal, send);
    return { ...tally, interrupted: signal.aborted, failure };
  } finally {
    signal.removeEventListener('abort', sayStopping);
    bar.stop();
    for (const line of lines.report(tally.refused)) say(line);
  }
};
