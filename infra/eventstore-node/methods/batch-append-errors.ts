import codePb from '@eventstore/db-client/generated/code_pb.js';
import type { Code } from '@eventstore/db-client/generated/code_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import statusPb from '@eventstore/db-client/generated/status_pb.js';
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import type { ExpectedRevision } from '../append-decision.ts';
import { maxAppendBytes } from './append-limits.ts';

/**
 * The errors of BatchAppend are `google.rpc.Status` within an answer, since the call serves other appends too. Each has
 * exactly one detail: the client throws when there is none.
 */
export type BatchError = InstanceType<typeof statusPb.Status>;

type Detail = { readonly serializeBinary: () => Uint8Array };

const errorOf = (code: Code, name: string, detail: Detail, message = name): BatchError => {
  const any = new anyPb.Any();
  any.pack(detail.serializeBinary(), `event_store.client.${name}`);
  return new statusPb.Status().setCode(code).setMessage(message).setDetails(any);
};

export const batchTimeout = () =>
  errorOf(codePb.Code.DEADLINE_EXCEEDED, 'Timeout', new sharedPb.Timeout());

export const batchUnknown = () => errorOf(codePb.Code.UNKNOWN, 'Unknown', new sharedPb.Unknown());

export const batchBadRequest = (message: string) =>
  errorOf(
    codePb.Code.INVALID_ARGUMENT,
    'BadRequest',
    new sharedPb.BadRequest().setMessage(message),
    message,
  );

export const batchTooLarge = () =>
  errorOf(
    codePb.Code.INVALID_ARGUMENT,
    'MaximumAppendSizeExceeded',
    new sharedPb.MaximumAppendSizeExceeded().setMaxappendsize(maxAppendBytes),
  );

export const batchStreamDeleted = (stream: string) =>
  errorOf(
    codePb.Code.NOT_FOUND,
    'StreamDeleted',
    new sharedPb.StreamDeleted().setStreamIdentifier(
      new sharedPb.StreamIdentifier().setStreamName(Buffer.from(stream)),
    ),
  );

export const batchWrongExpectedVersion = (expected: ExpectedRevision, actual: number) => {
  const detail = new sharedPb.WrongExpectedVersion();
  if (actual < 0) detail.setCurrentNoStream(new emptyPb.Empty());
  else detail.setCurrentStreamRevision(String(actual));
  if (expected === 'any') detail.setExpectedAny(new emptyPb.Empty());
  else if (expected === 'no_stream') detail.setExpectedNoStream(new emptyPb.Empty());
  else if (expected === 'stream_exists') detail.setExpectedStreamExists(new emptyPb.Empty());
  else detail.setExpectedStreamPosition(String(expected));
  return errorOf(codePb.Code.ALREADY_EXISTS, 'WrongExpectedVersion', detail);
};
