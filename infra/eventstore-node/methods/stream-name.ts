import type { StreamIdentifier } from '@eventstore/db-client/generated/shared_pb.js';
import { invalidArgument } from '../errors.ts';

/** The stream that a request names. Throws INVALID_ARGUMENT when it names none. */
export const streamNameOf = (identifier: StreamIdentifier | undefined): string => {
  const name = Buffer.from(identifier?.getStreamName_asU8() ?? []).toString();
  if (name === '') throw invalidArgument('The request names no stream.');
  return name;
};
