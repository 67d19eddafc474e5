import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import type { AppendOutcome, EventStore } from '../event-store.ts';
import type { Call } from '../grpc/call.ts';
import { GrpcError, Status } from '../grpc/status.ts';
import {
  batchBadRequest,
  batchStreamDeleted,
  batchTimeout,
  batchTooLarge,
  batchUnknown,
  batchWrongExpectedVersion,
  type BatchError,
} from './batch-append-errors.ts';
import { OpenAppend, readBatchMessage, type BatchMessage } from './batch-message.ts';

const { BatchAppendResp } = streamsPb;

// Appends that were begun and not finished; each may hold the events of a whole append.
const maxOpenAppends = 256;

/**
 * `Streams.BatchAppend`: one long call for all appends of a client. Messages name the append they belong to; the first
 * says where to, the last that it is the last. Answers come in the order in which appends were committed.
 */
export const batchAppend =
  (store: EventStore) =>
  (call: Call): void => {
    const open = new Map<string, OpenAppend>();
    let unanswered = 0;
    let hasEnded = false;
    const finishWhenDone = () => {
      if (hasEnded && unanswered === 0) call.finish();
    };

    const commit = async (append: OpenAppend): Promise<void> => {
      unanswered++;
      const answer = await resultOf(store, append);
      call.answer(answer.serializeBinary());
      unanswered--;
      finishWhenDone();
    };

    const receive = (message: BatchMessage): void => {
      const append = open.get(message.correlationId) ?? OpenAppend.begin(message);
      // The rest of an append that was already refused.
      if (append === undefined) return;
      open.set(message.correlationId, append);
      if (open.size > maxOpenAppends) {
        throw new GrpcError(Status.resourceExhausted, 'Too many appends were begun at once.');
      }
      const refusal = refusalOf(append, message);
      if (refusal === undefined && !message.isFinal) return;
      open.delete(message.correlationId);
      if (refusal === undefined) {
        commit(append).catch((error: unknown) => {
          call.fail(error);
        });
      } else call.answer(answerTo(append).setError(refusal).serializeBinary());
    };

    call.receive(
      (bytes) => {
        receive(readBatchMessage(bytes));
      },
      () => {
        hasEnded = true;
        finishWhenDone();
      },
    );
  };

/** Takes the events of a message in; says why the whole append is refused if it is. */
const refusalOf = (append: OpenAppend, message: BatchMessage): BatchError | undefined => {
  if (append.isLate(Date.now())) return batchTimeout();
  try {
    append.add(message);
    return undefined;
  } catch (error) {
    if (!(error instanceof GrpcError)) throw error;
    const isTooLarge = error.trailers['exception'] === 'maximum-append-size-exceeded';
    return isTooLarge ? batchTooLarge() : batchBadRequest(error.message);
  }
};

type Answer = InstanceType<typeof BatchAppendResp>;

const answerTo = ({ correlationId, stream }: OpenAppend): Answer =>
  new BatchAppendResp()
    .setCorrelationId(new sharedPb.UUID().setString(correlationId))
    .setStreamIdentifier(new sharedPb.StreamIdentifier().setStreamName(Buffer.from(stream)));

const resultOf = async (store: EventStore, append: OpenAppend): Promise<Answer> => {
  const answer = answerTo(append);
  const { stream, expected, events } = append;
  let outcome: AppendOutcome;
  try {
    outcome = await store.append({ stream, expected, events });
  } catch {
    // Said on stderr where it happened; the call goes on for the other appends.
    return answer.setError(batchUnknown());
  }
  switch (outcome.kind) {
    case 'written':
      return answer.setSuccess(success(outcome.revision, outcome.position));
    case 'wrong-expected-revision':
      return answer.setError(batchWrongExpectedVersion(expected, outcome.actual));
    case 'stream-deleted':
      return answer.setError(batchStreamDeleted(stream));
  }
};

const success = (revision: number, position: number | undefined) => {
  const answer = new BatchAppendResp.Success();
  if (revision < 0) answer.setNoStream(new emptyPb.Empty());
  else answer.setCurrentRevision(String(revision));
  if (position === undefined) return answer.setNoPosition(new emptyPb.Empty());
  return answer.setPosition(
    new sharedPb.AllStreamPosition()
      .setCommitPosition(String(position))
      .setPreparePosition(String(position)),
  );
};
