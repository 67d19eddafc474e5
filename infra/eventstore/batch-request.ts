import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { NewEvent, StreamAppend } from '../../domain/event-log.ts';
import empties from 'google-protobuf/google/protobuf/empty_pb.js';
import { LogRefused } from './log-refused.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const utf8 = new TextEncoder();

const uuidOf = (text: string) => {
  const id = new shared.UUID();
  id.setString(text);
  return id;
};

const proposed = (event: NewEvent) => {
  // The server ends the whole stream over an id it cannot read, and with it every other append in flight.
  if (!uuid.test(event.id)) throw new LogRefused(`the event id ${event.id} is not a UUID`);
  const data = utf8.encode(JSON.stringify(event.data));
  const metadata = utf8.encode(JSON.stringify(event.metadata));
  const message = new streams.BatchAppendReq.ProposedMessage();
  message.setId(uuidOf(event.id));
  message.getMetadataMap().set('type', event.type).set('content-type', 'application/json');
  message.setData(data);
  message.setCustomMetadata(metadata);
  return { message, sizeBytes: data.length + metadata.length };
};

/** What an append expects of its stream: the revision of its last event, -1n for none, or nothing at all. */
export type Expected = bigint | 'any';

const optionsFor = (stream: string, expected: Expected) => {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(utf8.encode(stream));
  const options = new streams.BatchAppendReq.Options();
  options.setStreamIdentifier(identifier);
  if (expected === 'any') options.setAny(new empties.Empty());
  else if (expected < 0n) options.setNoStream(new empties.Empty());
  else options.setStreamPosition(String(expected));
  // No deadline: it is an instant, which a server whose clock is ahead of ours takes for passed. Without one the server's own
  // write timeout counts, and on this side the timeout of the attempt.
  return options;
};

/** Turns a correlation id into the request. Every attempt needs an id of its own: the server adds the events of a second
 * request with the same id to those of the first while that one is being written. */
export type BatchRequest = (correlationId: string) => BatchAppendReq;

/**
 * Encodes an append once for all its attempts, which therefore carry the same event ids.
 * Throws `LogRefused` for what the store would never take.
 */
export const batchRequest = (
  append: StreamAppend,
  expected: Expected,
  maxAppendBytes: number,
): BatchRequest => {
  if (append.events.length === 0) throw new LogRefused(`nothing to append to ${append.stream}`);
  const events = append.events.map(proposed);
  const sizeBytes = events.reduce((sum, event) => sum + event.sizeBytes, 0);
  if (sizeBytes > maxAppendBytes) {
    throw new LogRefused(
      `an append of ${sizeBytes} bytes to ${append.stream} is over the limit of ${maxAppendBytes}`,
    );
  }
  const messages = events.map((event) => event.message);
  const options = optionsFor(append.stream, expected);
  return (correlationId) => {
    const request = new streams.BatchAppendReq();
    request.setCorrelationId(uuidOf(correlationId));
    request.setOptions(options);
    request.setProposedMessagesList(messages);
    request.setIsFinal(true);
    return request;
  };
};
