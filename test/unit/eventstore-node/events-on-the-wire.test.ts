import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GrpcError } from '../../../infra/eventstore-node/grpc/status.ts';
import {
  readProposedEvent,
  type ProposedEvent,
} from '../../../infra/eventstore-node/wire/proposed-event.ts';
import { ReadAnswers } from '../../../infra/eventstore-node/wire/read-answers.ts';
import {
  createdField,
  dataOf,
  encodeRecordedEvent,
  idOf,
  streamField,
  withStructuredId,
} from '../../../infra/eventstore-node/wire/recorded-event.ts';
import { readUuid } from '../../../infra/eventstore-node/wire/uuid.ts';

const { BatchAppendReq, ReadResp } = streamsPb;

const proposedEvent = fc.record({
  id: fc.uuid(),
  type: fc.string({ minLength: 1 }),
  isJson: fc.boolean(),
  data: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  metadata: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
});

const place = fc.record({
  stream: fc.string({ minLength: 1, unit: 'grapheme' }),
  revision: fc.maxSafeNat(),
  position: fc.maxSafeNat(),
  createdMs: fc.maxSafeNat(),
});

type Where = { readonly stream: string } & Readonly<
  Record<'revision' | 'position' | 'createdMs', number>
>;

const encode = (event: ProposedEvent, { stream, revision, position, createdMs }: Where) =>
  encodeRecordedEvent(event, {
    streamField: streamField(stream),
    createdField: createdField(createdMs),
    revision,
    position,
  });

describe('a recorded event', () => {
  it('is what the generated code reads', () => {
    fc.assert(
      fc.property(proposedEvent, place, (event, where) => {
        const answers = new ReadAnswers();
        answers.addEvent(encode(event, where), where.position);
        const read = ReadResp.deserializeBinary(answers.toBuffer().subarray(5)).getEvent();

        const position = String(where.position);
        const contentType = event.isJson ? 'application/json' : 'application/octet-stream';
        expect(read?.toObject()).toMatchObject({
          commitPosition: position,
          event: {
            id: { string: event.id },
            streamIdentifier: { streamName: Buffer.from(where.stream).toString('base64') },
            streamRevision: String(where.revision),
            preparePosition: position,
            commitPosition: position,
            metadataMap: [
              ['content-type', contentType],
              ['created', `${where.createdMs}0000`],
              ['type', event.type],
            ],
            customMetadata: event.metadata.toString('base64'),
            data: event.data.toString('base64'),
          },
        });
      }),
    );
  });

  it('says its id and data without the rest', () => {
    fc.assert(
      fc.property(proposedEvent, place, (event, where) => {
        const recorded = encode(event, where);
        expect(idOf(recorded)).toBe(event.id);
        expect(Buffer.from(dataOf(recorded))).toEqual(event.data);
      }),
    );
  });

  it('can have its id as two numbers', () => {
    fc.assert(
      fc.property(proposedEvent, place, (event, where) => {
        const { RecordedEvent } = ReadResp.ReadEvent;
        const id = RecordedEvent.deserializeBinary(withStructuredId(encode(event, where))).getId();
        expect(id?.hasStructured()).toBe(true);
        expect(readUuid(Buffer.from(id?.serializeBinary() ?? []))).toBe(event.id);
      }),
    );
  });
});

const propose = (properties: Readonly<Record<string, string>>, id: string) => {
  const message = new BatchAppendReq.ProposedMessage();
  message.setId(new sharedPb.UUID().setString(id));
  message.setData(Buffer.from('data')).setCustomMetadata(Buffer.from('metadata'));
  for (const [key, value] of Object.entries(properties)) message.getMetadataMap().set(key, value);
  return Buffer.from(message.serializeBinary());
};

describe('a proposed event', () => {
  const id = '6f9619ff-8b86-d011-b42d-00cf4fc964ff';

  it('is read as the generated code writes it', () => {
    const message = propose(
      { type: 'stored', 'content-type': 'application/json' },
      id.toUpperCase(),
    );
    expect(readProposedEvent(message)).toEqual({
      id,
      type: 'stored',
      isJson: true,
      data: Buffer.from('data'),
      metadata: Buffer.from('metadata'),
    });
  });

  it.each([
    ['its type is missing', { 'content-type': 'application/json' }, id],
    ['its content type is missing', { type: 'stored' }, id],
    ['its id is no UUID', { type: 'stored', 'content-type': 'application/json' }, 'one'],
  ])('is refused when %s', (_what, properties, given) => {
    expect(() => readProposedEvent(propose(properties, given))).toThrow(GrpcError);
  });

  it('is refused, and nothing else happens, when it is cut or not protobuf', () => {
    const message = propose({ type: 'stored', 'content-type': 'application/json' }, id);
    for (let length = 0; length < message.length - 1; length++) {
      const cut = message.subarray(0, length);
      try {
        readProposedEvent(cut);
      } catch (error) {
        expect(error).toBeInstanceOf(GrpcError);
      }
    }
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        try {
          readProposedEvent(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(GrpcError);
        }
      }),
    );
  });
});
