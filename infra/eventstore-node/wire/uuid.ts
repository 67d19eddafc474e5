import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import { GrpcError, Status } from '../grpc/status.ts';
import { WireReader } from './wire-reader.ts';
import { decode } from './decode.ts';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;
const structuredField = 1;
const stringField = 2;

/** Reads a `UUID` message in either of its forms as lower-case text. Throws INVALID_ARGUMENT when it is none. */
export const readUuid = (message: Buffer): string => {
  const reader = new WireReader(message);
  const kind = reader.field();
  if (kind === structuredField) return structuredAsText(message);
  const id = kind === stringField ? reader.text().toLowerCase() : '';
  if (!uuidPattern.test(id)) {
    throw new GrpcError(Status.invalidArgument, 'An event id or correlation id is not a UUID.');
  }
  return id;
};

/** The `UUID` message that carries this id as two 64-bit numbers. */
export const structuredUuid = (id: string): Uint8Array => {
  const digits = id.replaceAll('-', '');
  const structured = new sharedPb.UUID.Structured();
  structured.setMostSignificantBits(signed(digits.slice(0, 16)));
  structured.setLeastSignificantBits(signed(digits.slice(16)));
  return new sharedPb.UUID().setStructured(structured).serializeBinary();
};

const structuredAsText = (message: Buffer): string => {
  const structured = decode(sharedPb.UUID, message).getStructured();
  const digits =
    unsigned(structured?.getMostSignificantBits() ?? '0') +
    unsigned(structured?.getLeastSignificantBits() ?? '0');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5');
};

const signed = (digits: string): string => BigInt.asIntN(64, BigInt(`0x${digits}`)).toString();

const unsigned = (bits: string): string =>
  BigInt.asUintN(64, BigInt(bits)).toString(16).padStart(16, '0');
