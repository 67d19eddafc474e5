import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { LogRefused } from './log-refused.ts';

/** What the store says of one append. It may leave out the position of events that it knew already. */
export type BatchAnswer =
  | { readonly outcome: 'appended'; readonly position: bigint | undefined }
  /** The stream's last event has this revision; -1n: there is none. */
  | { readonly outcome: 'wrong-revision'; readonly revision: bigint };

const hex16 = (bits: string) => BigInt.asUintN(64, BigInt(bits)).toString(16).padStart(16, '0');

const uuidText = (id: UUID): string => {
  const halves = id.getStructured();
  if (halves === undefined) return id.getString();
  const hex = hex16(halves.getMostSignificantBits()) + hex16(halves.getLeastSignificantBits());
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

/** Which request this answers. */
export const correlationOf = (response: BatchAppendResp): string | undefined => {
  const id = response.getCorrelationId();
  return id && uuidText(id);
};

const revisionIn = (detail: Uint8Array): bigint => {
  const wrong = shared.WrongExpectedVersion.deserializeBinary(detail);
  return wrong.hasCurrentStreamRevision() ? BigInt(wrong.getCurrentStreamRevision()) : -1n;
};

const refusals = new Set([
  'event_store.client.AccessDenied',
  'event_store.client.BadRequest',
  'event_store.client.InvalidTransaction',
  'event_store.client.MaximumAppendSizeExceeded',
  'event_store.client.StreamDeleted',
]);

/**
 * Reads an answer. Throws `LogRefused` for a no, and a plain error where it is worth another attempt (a timeout on the
 * server, which may have written all the same).
 */
export const answerOf = (response: BatchAppendResp): BatchAnswer => {
  const success = response.getSuccess();
  if (success !== undefined) {
    const position = success.getPosition();
    return {
      outcome: 'appended',
      position: position && BigInt(position.getCommitPosition()),
    };
  }
  const details = response.getError()?.getDetails();
  const type = details?.getTypeName() ?? 'no details';
  if (details !== undefined && type === 'event_store.client.WrongExpectedVersion') {
    return { outcome: 'wrong-revision', revision: revisionIn(details.getValue_asU8()) };
  }
  const text = `${response.getError()?.getMessage() ?? 'no message'} (${type})`;
  throw refusals.has(type) ? new LogRefused(`the store refused: ${text}`) : new Error(text);
};
