import * as E from 'fp-ts/lib/Either.js';
import type { Readable } from 'node:stream';
import type { Acting } from '../auth/authenticate.ts';
import type { Deps } from '../deps.ts';
import type { LinesRoom } from '../http/received-body.ts';
import { problem, Refused, type Problem } from '../problem.ts';
import { ServiceUnavailable } from '../service-unavailable.ts';
import { chunkReader, type Arrival, type ChunkReader } from './chunk-reader.ts';
import type { FactsAnswer } from './facts-answer.ts';
import { lineIntake, type LineIntake } from './line-intake.ts';

type End = Exclude<Arrival, { readonly kind: 'chunk' }>;

/** Reads and sends until the stream is over, one way or another; what is complete by then is sent and dealt with. */
const run = async (reader: ChunkReader, intake: LineIntake): Promise<End> => {
  let arrival = reader.next();
  let end: End | undefined;
  while (end === undefined) {
    const oldest = intake.oldest()?.then(() => 'settled' as const);
    const first = await Promise.race([
      ...(intake.isFull() ? [] : [arrival]),
      ...(oldest === undefined ? [] : [oldest]),
    ]);
    if (first === 'settled') await intake.settle();
    else if (first.kind === 'chunk') {
      intake.push(first.chunk);
      arrival = reader.next();
    } else {
      end = first;
      if (end.kind === 'end') intake.end();
    }
    intake.send();
  }
  while (intake.oldest() !== undefined) {
    await intake.settle();
    intake.send();
  }
  return end;
};

const upTo = (lastDurableLine: number): string =>
  lastDurableLine === 0
    ? 'No line is in.'
    : `Lines 1 to ${lastDurableLine} are dealt with; send the rest again.`;

/** The end of a stream that is not its own: a client that sends only the rest learns here what became of the others. */
const stopped = (status: number, type: string, reason: string, intake: LineIntake): Problem => {
  const lastDurableLine = intake.lastDurableLine();
  const more = { lastDurableLine, ...intake.answer() };
  return problem(status, type, `${reason} ${upTo(lastDurableLine)}`, more);
};

const brokenOff = (error: unknown, intake: LineIntake): Problem =>
  error instanceof Refused
    ? stopped(error.problem.status, error.problem.type, error.problem.detail, intake)
    : stopped(400, 'stream-broke-off', 'The body broke off.', intake);

const unavailable = (reason: string, retryAfterSeconds: number, intake: LineIntake): Refused =>
  new Refused(stopped(503, 'unavailable', reason, intake), {
    'retry-after': String(retryAfterSeconds),
  });

/**
 * Takes in facts sent as lines, each for itself, while they arrive. Memory stays the same however long the stream is: no
 * more is read while enough is under way, here or, as `room` says, by all requests. Left: the body broke off. Throws Refused (503) when the door cannot take more or
 * the service closes. Both say up to which line all is dealt with, and what became of those lines.
 */
export const receiveLines = async (
  {
    stream,
    closing,
    room,
  }: {
    readonly stream: Readable;
    readonly closing: AbortSignal;
    readonly room: LinesRoom;
  },
  acting: Acting,
  deps: Pick<Deps, 'door' | 'observer' | 'now' | 'limits'>,
): Promise<E.Either<Problem, FactsAnswer>> => {
  const intake = lineIntake(deps, acting, room);
  const reader = chunkReader(stream, closing);
  try {
    const end = await run(reader, intake);
    if (end.kind === 'closing') {
      throw unavailable('The service is closing.', 1, intake);
    }
    return end.kind === 'broken' ? E.left(brokenOff(end.error, intake)) : E.right(intake.answer());
  } catch (error) {
    await intake.abandon();
    if (!(error instanceof ServiceUnavailable)) throw error;
    throw unavailable(error.message, error.retryAfterSeconds, intake);
  } finally {
    reader.release();
  }
};
