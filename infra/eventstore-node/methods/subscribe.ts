import { randomUUID } from 'node:crypto';
import type { EventStore } from '../event-store.ts';
import type { Call } from '../grpc/call.ts';
import type { JournalRow } from '../journal/journal.ts';
import {
  caughtUpFrame,
  checkpointFrame,
  confirmationFrame,
  ReadAnswers,
} from '../wire/read-answers.ts';
import { followLog, followStream, positionOf, type Cursor } from './cursors.ts';
import { othersTurn } from './others-turn.ts';
import { recordedFor, type ReadRequest } from './read-request.ts';
import { WakeUp } from './wake-up.ts';

/** Sends what there is after the start of the subscription, says so, then what is written, until the call ends. */
export const subscribe = async (
  store: EventStore,
  request: ReadRequest,
  call: Call,
): Promise<void> => {
  const next = cursorOf(store, request);
  const answersTo = rendererOf(request);
  const wakeUp = new WakeUp();
  const stop = store.subscribers.add(request.stream, wakeUp.wake);
  call.onClose(() => {
    stop();
    wakeUp.wake();
  });
  await call.send(confirmationFrame(randomUUID()));
  let isCaughtUp = false;
  while (call.isOpen) {
    const { rows, atEnd } = next(Number.POSITIVE_INFINITY);
    const answers = answersTo(rows);
    if (atEnd && !isCaughtUp) {
      isCaughtUp = true;
      answers.addFrame(caughtUpFrame);
    }
    if (!answers.isEmpty) await call.send(answers.toBuffer());
    if (atEnd) await wakeUp.next();
    else await othersTurn();
  }
};

const cursorOf = (store: EventStore, { stream, start }: ReadRequest): Cursor => {
  if (stream === undefined) return followLog(store, positionOf(store, start));
  if (start === 'start') return followStream(store, stream, 0);
  return followStream(store, stream, (start === 'end' ? store.heads.of(stream).last : start) + 1);
};

/** Turns events into answers: those that are wanted, and with a filter a checkpoint after every so many considered. */
const rendererOf = (request: ReadRequest) => {
  const { filter } = request;
  let considered = 0;
  return (rows: readonly JournalRow[]): ReadAnswers => {
    const answers = new ReadAnswers();
    for (const row of rows) {
      if (filter === undefined || filter.wants(row)) {
        answers.addEvent(recordedFor(request, row.recorded), row.position);
      }
      considered++;
      if (filter !== undefined && considered % filter.checkpointEvery === 0) {
        answers.addFrame(checkpointFrame(row.position));
      }
    }
    return answers;
  };
};
