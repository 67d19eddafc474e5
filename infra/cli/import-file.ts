import { stat } from 'node:fs/promises';
import { SingleBar } from 'cli-progress';
import { lineBatches, type LineBatch } from './fact-lines.ts';
import { postLines, type Answer, type Service } from './post-lines.ts';

const linesPerRequest = 2_000;
const requestsInFlight = 4;
const refusalsShown = 20;

export type Imported = {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: number;
  /** Queries with `after=` this see all of it. */
  readonly position: bigint;
  /** Stopped before the end of the file. */
  readonly interrupted: boolean;
};

type Tally = {
  accepted: number;
  duplicates: number;
  refused: number;
  shown: number;
  position: bigint;
};

const note = (
  tally: Tally,
  { firstLine }: LineBatch,
  answer: Answer,
  say: (line: string) => void,
) => {
  tally.accepted += answer.accepted;
  tally.duplicates += answer.duplicates;
  tally.refused += answer.refusedCount;
  const position = BigInt(answer.position);
  if (position > tally.position) tally.position = position;
  for (const { index, problem } of answer.refused) {
    tally.shown += 1;
    if (tally.shown > refusalsShown) return;
    const faults = (problem.errors ?? [])
      .map(({ path, message }) => `${path} ${message}`)
      .join('; ');
    say(`line ${firstLine + index}: ${problem.title}${faults === '' ? '' : `: ${faults}`}`);
  }
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

/**
 * Sends the facts of an NDJSON file, plain or gzip, to a service. Running it again goes on where it stopped: what is in
 * counts as a duplicate. `signal` stops it after the requests under way.
 */
export const importFile = async (
  path: string,
  service: Service,
  { signal, say }: { readonly signal: AbortSignal; readonly say: (line: string) => void },
): Promise<Imported> => {
  const { size } = await stat(path);
  const bar = progressBar(size);
  const tally: Tally = { accepted: 0, duplicates: 0, refused: 0, shown: 0, position: 0n };
  const startedAt = performance.now();
  const underWay = new Set<Promise<void>>();
  const send = async (batch: LineBatch): Promise<void> => {
    const answer = await postLines(service, batch.bytes, (reason) => {
      say(`waiting for the service: ${reason}`);
    });
    note(tally, batch, answer, say);
    const facts = tally.accepted + tally.duplicates + tally.refused;
    const seconds = (performance.now() - startedAt) / 1_000;
    bar.update(batch.readBytes, { facts, rate: Math.round(facts / seconds) });
  };
  try {
    for await (const batch of lineBatches(path, linesPerRequest)) {
      if (signal.aborted) break;
      const sent = send(batch).finally(() => underWay.delete(sent));
      underWay.add(sent);
      if (underWay.size >= requestsInFlight) await Promise.race(underWay);
    }
  } finally {
    // What was read is sent, also when the file breaks off: its last whole line is in.
    const results = await Promise.allSettled(underWay);
    bar.stop();
    for (const result of results) {
      if (result.status === 'rejected') say(String(result.reason));
    }
  }
  if (tally.shown > refusalsShown) say(`… and ${tally.refused - refusalsShown} more lines refused`);
  const { accepted, duplicates, refused, position } = tally;
  return { accepted, duplicates, refused, position, interrupted: signal.aborted };
};
