import { stat } from 'node:fs/promises';
import type * as t from 'io-ts';
import { isLeft, isRight } from 'fp-ts/lib/Either.js';
import { lineBatches } from '../cli/fact-lines.ts';
import { LogHeader, LogTrailer, logFormat, logFormatVersion } from './log-format.ts';
import { Interrupted, type LogSource, type MovedSlice, type OnProgress } from './log-source.ts';
import { LogUnfit } from './log-unfit.ts';
import { MovedEvent } from './moved-event.ts';
import { sameState, tally, type LogState } from './tally.ts';

const linesPerSlice = 2_000;
// More than a message to a store may have.
const lineBytesMax = 17 * 1024 * 1024;

type FileSlice = MovedSlice & { readonly trailer: LogTrailer | undefined };

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

const checkHeader = (path: string, line: unknown): void => {
  const header = LogHeader.decode(line);
  if (isLeft(header)) {
    throw new LogUnfit(`${path} does not begin as a log file does (format ${logFormat}).`);
  }
  const { version } = header.right;
  if (version === logFormatVersion) return;
  throw new LogUnfit(`${path} has version ${version} of the format; this program knows 1.`);
};

const eventIn = (event: t.Validation<MovedEvent>, path: string, number: number): MovedEvent => {
  if (isRight(event)) return event.right;
  throw new LogUnfit(`${path}: line ${number} is no event.`);
};

/** The events of a log file, in slices; the trailer comes with the last. Throws LogUnfit where a line is none of it. */
async function* read(path: string, signal: AbortSignal): AsyncGenerator<FileSlice> {
  const { size } = await stat(path);
  let trailer: LogTrailer | undefined;
  for await (const batch of lineBatches(path, linesPerSlice, lineBytesMax)) {
    if (signal.aborted) return;
    const events: MovedEvent[] = [];
    const lines = batch.bytes.toString().split('\n');
    if (lines.at(-1) === '') lines.pop();
    for (const [index, text] of lines.entries()) {
      const number = batch.firstLine + index;
      const line = parsed(text);
      if (trailer !== undefined) throw new LogUnfit(`${path}: line ${number} is behind the last.`);
      const last = number === 1 ? undefined : LogTrailer.decode(line);
      if (number === 1) checkHeader(path, line);
      else if (last !== undefined && isRight(last)) trailer = last.right;
      else events.push(eventIn(MovedEvent.decode(line), path, number));
    }
    yield { events, done: batch.readBytes, of: size, atEnd: trailer !== undefined, trailer };
  }
}

/** A log file as something to copy from. */
export const logFile = (path: string): LogSource => ({
  name: path,
  slices: (signal) => read(path, signal),
});

/**
 * Reads a log file to its end and makes sure that it is what was written: whole, with every byte of every event as its
 * last line says. Throws LogUnfit where it is not, and Interrupted.
 */
export const checkLogFile = async (
  path: string,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<LogState> => {
  using seen = tally();
  let trailer: LogTrailer | undefined;
  for await (const slice of read(path, signal)) {
    for (const event of slice.events) seen.add(event);
    onProgress(slice, seen.count());
    trailer = slice.trailer;
  }
  if (signal.aborted) throw new Interrupted();
  if (trailer === undefined) throw new LogUnfit(`${path} is not whole: its last line is missing.`);
  const state = seen.state();
  if (sameState(state, trailer)) return state;
  throw new LogUnfit(
    `${path} is damaged: it holds ${state.count} events with digest ${state.digest}, and its last line says ` +
      `${trailer.count} with ${trailer.digest}${state.digest === trailer.digest ? ', of other contents' : ''}.`,
  );
};
