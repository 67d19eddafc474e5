import { GrpcError, Status } from './grpc/status.ts';

/** Errors that end a call; the client tells them by the trailer `exception` and its companions. */

export const streamDeleted = (stream: string) =>
  new GrpcError(Status.failedPrecondition, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

export const wrongExpectedVersion = (stream: string, expected: number, actual: number) =>
  new GrpcError(
    Status.failedPrecondition,
    `The expected revision of stream '${stream}' is ${expected}, the actual one ${actual}.`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': String(expected),
      // The client reads an absent version as "no such stream".
      ...(actual < 0 ? {} : { 'actual-version': String(actual) }),
    },
  );

export const appendTooLarge = (maxAppendBytes: number) =>
  new GrpcError(Status.invalidArgument, `Maximum Append Size of ${maxAppendBytes} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(maxAppendBytes),
  });

export const missingMetadataProperties = () =>
  new GrpcError(
    Status.invalidArgument,
    "A required metadata property is missing: an event needs 'type' and 'content-type'.",
    {
      exception: 'missing-required-metadata-property',
      'required-metadata-properties': 'type,content-type',
    },
  );

export const invalidArgument = (message: string) => new GrpcError(Status.invalidArgument, message);

/** The journal could not be written; nothing of the append is stored. */
export const notWritten = () =>
  new GrpcError(
    Status.unavailable,
    'The event store could not write its journal; nothing was stored.',
  );
