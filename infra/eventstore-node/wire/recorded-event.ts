import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type { ProposedEvent } from './proposed-event.ts';
import { structuredUuid } from './uuid.ts';
import { field, fieldBytes, varintBytes, writeFieldHeader } from './varint.ts';

// RecordedEvent in protobuf: id 1, stream 2, revision 3, prepare 4, commit 5, properties 6, custom metadata 7, data 8.
const Tag = { id: 0x0a, stream: 0x12, revision: 0x18, prepare: 0x20, commit: 0x28 } as const;
const DataTag = { property: 0x32, metadata: 0x3a, data: 0x42 } as const;

// The id comes first and always as text, so that it can be read and replaced without decoding the event.
const idHeader = Buffer.from([Tag.id, 38, 0x12, 36]);
const idStart = idHeader.length;
const idEnd = idStart + 36;

/** Where an event lies. `created` is the fields that say when, see `createdField`. */
export type Place = {
  readonly streamField: Buffer;
  readonly revision: number;
  readonly position: number;
  readonly createdField: Buffer;
};

/** The field that names the stream, encoded once for all events of an append. */
export const streamField = (stream: string): Buffer =>
  field(Tag.stream, field(0x1a, Buffer.from(stream)));

/** The field that says when an event was written, in ticks of 100 ns since 1970 as EventStoreDB counts. */
export const createdField = (createdMs: number): Buffer => property('created', `${createdMs}0000`);

/**
 * Encodes an event the way it is stored and later sent, untouched. Written by hand: encoding is on the path of every
 * append, and the generated code takes twice as long as storing the event does.
 */
export const encodeRecordedEvent = (event: ProposedEvent, place: Place): Buffer => {
  const { streamField, revision, position, createdField } = place;
  const typeFields = typeFieldsOf(event);
  const { data, metadata } = event;
  const out = Buffer.allocUnsafeSlow(
    idEnd +
      streamField.length +
      1 +
      varintBytes(revision) +
      2 * (1 + varintBytes(position)) +
      typeFields.length +
      createdField.length +
      fieldBytes(metadata.length) +
      fieldBytes(data.length),
  );
  out.set(idHeader, 0);
  out.write(event.id, idStart, 'latin1');
  let at = copy(out, idEnd, streamField);
  at = writeFieldHeader(out, at, Tag.revision, revision);
  at = writeFieldHeader(out, at, Tag.prepare, position);
  at = writeFieldHeader(out, at, Tag.commit, position);
  at = copy(out, at, typeFields);
  at = copy(out, at, createdField);
  at = copy(out, writeFieldHeader(out, at, DataTag.metadata, metadata.length), metadata);
  copy(out, writeFieldHeader(out, at, DataTag.data, data.length), data);
  return out;
};

/** The id of an encoded event. */
export const idOf = (recorded: Uint8Array): string =>
  asBuffer(recorded).toString('latin1', idStart, idEnd);

/** The data of an encoded event; only for the rare events that mean something to the server itself. */
export const dataOf = (recorded: Uint8Array): Uint8Array =>
  streamsPb.ReadResp.ReadEvent.RecordedEvent.deserializeBinary(recorded).getData_asU8();

/** The same event with its id as two numbers, which a reader may ask for. */
export const withStructuredId = (recorded: Uint8Array): Buffer =>
  Buffer.concat([field(Tag.id, structuredUuid(idOf(recorded))), recorded.subarray(idEnd)]);

const copy = (out: Buffer, at: number, bytes: Uint8Array): number => {
  out.set(bytes, at);
  return at + bytes.length;
};

const property = (key: string, value: string): Buffer =>
  field(
    DataTag.property,
    Buffer.concat([field(0x0a, Buffer.from(key)), field(0x12, Buffer.from(value))]),
  );

const maxCachedTypes = 1_000;
const typeFieldsCache = new Map<string, Buffer>();

/** An installation has few event types, so their two fields are encoded once; types beyond the bound start over. */
const typeFieldsOf = ({ type, isJson }: ProposedEvent): Buffer => {
  const key = isJson ? `j${type}` : `b${type}`;
  const known = typeFieldsCache.get(key);
  if (known !== undefined) return known;
  const contentType = isJson ? 'application/json' : 'application/octet-stream';
  const fields = Buffer.concat([property('type', type), property('content-type', contentType)]);
  if (typeFieldsCache.size >= maxCachedTypes) typeFieldsCache.clear();
  typeFieldsCache.set(key, fields);
  return fields;
};

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
