import shared from '@eventstore/db-client/generated/shared_pb.js';
import status from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import { expect, test } from 'vitest';
import { answerOf, correlationOf } from '../../../infra/eventstore/batch-answer.ts';
import { batchRequest } from '../../../infra/eventstore/batch-request.ts';
import { LogRefused } from '../../../infra/eventstore/log-refused.ts';

const id = '01234567-89ab-cdef-fedc-ba9876543210';
const event = { id, type: 'made', data: { text: 'ä' }, metadata: {} };

const failed = (type: string, detail?: { readonly serializeBinary: () => Uint8Array }) => {
  const details = new any.Any();
  details.setTypeUrl(`type.googleapis.com/event_store.client.${type}`);
  if (detail !== undefined) details.setValue(detail.serializeBinary());
  const error = new status.Status();
  error.setMessage('words');
  error.setDetails(details);
  const response = new streams.BatchAppendResp();
  response.setError(error);
  return response;
};

test('a correlation id is read as text and as the two halves that EventStoreDB answers with', () => {
  const text = new shared.UUID();
  text.setString(id);
  const halves = new shared.UUID.Structured();
  halves.setMostSignificantBits('81985529216486895');
  halves.setLeastSignificantBits('-81985529216486896');
  const structured = new shared.UUID();
  structured.setStructured(halves);
  for (const given of [text, structured]) {
    const response = new streams.BatchAppendResp();
    response.setCorrelationId(given);
    expect(correlationOf(response)).toBe(id);
  }
  expect(correlationOf(new streams.BatchAppendResp())).toBeUndefined();
});

test('a wrong revision is told with the revision that the stream is at', () => {
  const wrong = new shared.WrongExpectedVersion();
  expect(answerOf(failed('WrongExpectedVersion', wrong))).toEqual({
    outcome: 'wrong-revision',
    revision: -1n,
  });
  wrong.setCurrentStreamRevision('18446744073709551614');
  expect(answerOf(failed('WrongExpectedVersion', wrong))).toEqual({
    outcome: 'wrong-revision',
    revision: 18446744073709551614n,
  });
});

test.each([
  ['any', { any: true, noStream: false, streamPosition: '' }],
  [-1n, { any: false, noStream: true, streamPosition: '' }],
  [0n, { any: false, noStream: false, streamPosition: '0' }],
  [2n ** 60n, { any: false, noStream: false, streamPosition: '1152921504606846976' }],
] as const)('expecting %s is said to the store', (expected, said) => {
  const options = batchRequest({ stream: 's', events: [event] }, expected, 1_000)(id).getOptions();
  expect({
    any: options?.hasAny(),
    noStream: options?.hasNoStream(),
    streamPosition: options?.hasStreamPosition() === true ? options.getStreamPosition() : '',
  }).toEqual(said);
});

test.each([
  'AccessDenied',
  'BadRequest',
  'InvalidTransaction',
  'MaximumAppendSizeExceeded',
  'StreamDeleted',
])('%s is a refusal', (type) => {
  expect(() => answerOf(failed(type))).toThrow(LogRefused);
});

test.each(['Timeout', 'Unknown', 'SomethingNew'])('%s is worth another attempt', (type) => {
  expect(() => answerOf(failed(type))).toThrow(`words (event_store.client.${type})`);
  expect(() => answerOf(failed(type))).not.toThrow(LogRefused);
});

test('every attempt has a correlation id of its own and the same events', () => {
  const request = batchRequest({ stream: 's', events: [event] }, 'any', 1_000);
  const [first, second] = [request(id), request(id.toUpperCase())];
  expect(first.getCorrelationId()?.getString()).not.toBe(second.getCorrelationId()?.getString());
  expect(first.getProposedMessagesList()).toEqual(second.getProposedMessagesList());
  const [message] = first.getProposedMessagesList();
  expect(message?.getId()?.getString()).toBe(id);
  expect(Buffer.from(message?.getData_asU8() ?? []).toString()).toBe('{"text":"ä"}');
  // An instant that the server would hold against its own clock.
  expect(first.getOptions()?.hasDeadline()).toBe(false);
});

test('the limit is in bytes, of data and metadata', () => {
  const sizeBytes = Buffer.byteLength('{"text":"ä"}{}');
  const append = { stream: 's', events: [event] };
  expect(batchRequest(append, 'any', sizeBytes)).toBeTypeOf('function');
  expect(() => batchRequest(append, 'any', sizeBytes - 1)).toThrow(LogRefused);
});
