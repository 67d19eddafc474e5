import { isLeft } from 'fp-ts/lib/Either.js';
import type { LogSlice, RecordedEvent } from '../../domain/event-log.ts';
import { chained, type Checkpoint } from '../../domain/ledger/checkpoint.ts';
import { decodeRecorded, type DecodedEvent } from '../../domain/ledger/decode-recorded.ts';
import type { LogEntry } from '../../domain/ledger/recorded.ts';
import { PoisonEvent } from './poison-event.ts';

/** A stretch of the log, decoded, and where the log stands before and after it. */
export type NumberedSlice = {
  readonly events: readonly LogEntry[];
  readonly before: Checkpoint;
  readonly after: Checkpoint;
};

const decoded = (namespace: string, event: RecordedEvent): DecodedEvent => {
  const result = decodeRecorded(namespace, event);
  if (isLeft(result)) {
    const { id, type, revision, stream } = event;
    const faults = result.left.map(({ path, message }) => `${path} ${message}`).join('; ');
    throw new PoisonEvent(
      `event ${id} (${type}, number ${String(revision)} of stream ${stream}): ${faults}`,
    );
  }
  return result.right;
};

/** Decodes a slice, once for all read models, gives each event its number and chains the digest over them. */
export const numberSlice = (
  namespace: string,
  before: Checkpoint,
  { events, position }: LogSlice,
): NumberedSlice => {
  let { sequence, digest } = before;
  const numbered = events.map((event): LogEntry => {
    const { digestPart, ...rest } = decoded(namespace, event);
    sequence += 1n;
    digest = chained(digest, digestPart);
    return rest.kind === 'fact'
      ? { kind: 'fact', recorded: { ...rest.recorded, sequence } }
      : { kind: 'ledger', recorded: { ...rest.recorded, sequence } };
  });
  return { events: numbered, before, after: { position, sequence, digest } };
};
