import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { instantText } from '../../domain/time/instant.ts';
import { headerLine, trailerLine } from './log-format.ts';
import { Interrupted, type LogSource, type OnProgress } from './log-source.ts';
import { tally, type LogState, type Tally } from './tally.ts';

type Written = {
  readonly source: LogSource;
  readonly namespace: string;
  readonly isPacked: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
};

async function* linesOf(
  { source, namespace, signal, onProgress }: Written,
  read: Tally,
): AsyncGenerator<string> {
  yield headerLine(namespace, instantText(Date.now()));
  for await (const slice of source.slices(signal)) {
    if (slice.events.length > 0) {
      yield slice.events.map((event) => `${read.add(event)}\n`).join('');
    }
    onProgress(slice, read.count());
  }
  if (signal.aborted) throw new Interrupted();
  yield trailerLine(read.state());
}

/** Writes a log to a stream and ends it. Throws Interrupted when the signal aborts: then the last line is missing. */
export const writeLog = async (written: Written, output: Writable): Promise<LogState> => {
  using read = tally();
  const lines = Readable.from(linesOf(written, read));
  if (written.isPacked) await pipeline(lines, createGzip(), output);
  else await pipeline(lines, output);
  return read.state();
};
