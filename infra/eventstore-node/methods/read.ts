import type { EventStore } from '../event-store.ts';
import type { Call } from '../grpc/call.ts';
import { onlyMessage } from '../grpc/unary.ts';
import { ReadAnswers, streamNotFoundFrame } from '../wire/read-answers.ts';
import { readLogBackwards, readLogForwards, readStream, type Cursor } from './cursors.ts';
import { othersTurn } from './others-turn.ts';
import { readRequestOf, recordedFor, type ReadRequest } from './read-request.ts';
import { subscribe } from './subscribe.ts';

/** `Streams.Read`: reads and subscriptions, to a stream and to the log. */
export const read =
  (store: EventStore) =>
  async (call: Call): Promise<void> => {
    const request = readRequestOf(await onlyMessage(call), store.journal);
    if (request.isSubscription) {
      await subscribe(store, request, call);
      return;
    }
    const cursor = cursorOf(store, request);
    if (cursor === undefined) await call.send(streamNotFoundFrame(request.stream ?? ''));
    else await sendAll(cursor, request, call);
    call.finish();
  };

const cursorOf = (store: EventStore, request: ReadRequest): Cursor | undefined => {
  const { stream, start, isBackwards } = request;
  if (stream !== undefined) return readStream(store, stream, start, isBackwards);
  return isBackwards ? readLogBackwards(store, start) : readLogForwards(store, start);
};

const sendAll = async (cursor: Cursor, request: ReadRequest, call: Call): Promise<void> => {
  let left = request.maxEvents;
  while (left > 0 && call.isOpen) {
    const { rows, atEnd } = cursor(left);
    const answers = new ReadAnswers();
    for (const row of rows) {
      if (request.filter?.wants(row) === false) continue;
      answers.addEvent(recordedFor(request, row.recorded), row.position);
      left--;
    }
    if (!answers.isEmpty) await call.send(answers.toBuffer());
    if (atEnd) return;
    await othersTurn();
  }
};
