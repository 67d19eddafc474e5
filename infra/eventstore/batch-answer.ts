import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { LogRefused } from './log-refused.ts';

/** What the store says of one append. It may leave out the position of events that it knew already. */
export type BatchAnswer =
  | { readonly outcome: 'appended'; readonly position: bigint | undefined }
  | { readonly outcome: 'partly-known' };

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
  const type = response.getError()?.getDetails()?.getTypeName() ?? 'no details';
  // We expect no revision, so the only thing that can be wrong is that some of the events are known and others are not.
  if (type === 'event_store.client.WrongExpectedVersion') return { outcome: 'partly-known' };
  const text = `${response.getError()?.getMessage() ?? 'no message'} (${type})`;
  throw refusals.has(type) ? new LogRefused(`the store refused: ${text}`) : new Error(text);
};
