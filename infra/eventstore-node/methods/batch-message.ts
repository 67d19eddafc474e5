import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type { ExpectedRevision } from '../append-decision.ts';
import { readProposedEvent, type ProposedEvent } from '../wire/proposed-event.ts';
import { readUuid } from '../wire/uuid.ts';
import { WireReader } from '../wire/wire-reader.ts';
import { ProposedEvents } from './append-limits.ts';
import { expectedRevisionOf } from './expected-revision.ts';
import { streamNameOf } from './stream-name.ts';
import { decode } from '../wire/decode.ts';

const { BatchAppendReq } = streamsPb;

/** A `BatchAppendReq`, of which the events are not decoded yet. */
export type BatchMessage = {
  readonly correlationId: string;
  readonly options: Buffer | undefined;
  readonly proposed: readonly Buffer[];
  readonly isFinal: boolean;
};

/** Decodes the outer layer only; throws INVALID_ARGUMENT when it cannot be told which append it belongs to. */
export const readBatchMessage = (bytes: Buffer): BatchMessage => {
  const reader = new WireReader(bytes);
  const proposed: Buffer[] = [];
  let correlation: Buffer = Buffer.alloc(0);
  let options: Buffer | undefined;
  let isFinal = false;
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) correlation = reader.bytes();
    else if (field === 2) options = reader.bytes();
    else if (field === 3) proposed.push(reader.bytes());
    else if (field === 4) isFinal = reader.varint() !== 0;
    else reader.skip();
  }
  return { correlationId: readUuid(correlation), options, proposed, isFinal };
};

/** An append whose messages are still coming in. */
export class OpenAppend {
  readonly correlationId: string;
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly #deadlineMs: number;
  readonly #proposed = new ProposedEvents();

  private constructor(correlationId: string, options: Buffer) {
    const decoded = decode(BatchAppendReq.Options, options);
    const revision = decoded.hasStreamPosition() ? decoded.getStreamPosition() : undefined;
    this.correlationId = correlationId;
    this.stream = streamNameOf(decoded.getStreamIdentifier());
    this.expected = expectedRevisionOf(decoded, revision);
    this.#deadlineMs = decoded.getDeadline()?.toDate().getTime() ?? Number.POSITIVE_INFINITY;
  }

  /** Undefined for a message that does not begin an append. */
  static begin({ correlationId, options }: BatchMessage): OpenAppend | undefined {
    return options === undefined ? undefined : new OpenAppend(correlationId, options);
  }

  get events(): readonly ProposedEvent[] {
    return this.#proposed.events;
  }

  isLate(nowMs: number): boolean {
    return nowMs >= this.#deadlineMs;
  }

  add({ proposed }: BatchMessage): void {
    for (const message of proposed) this.#proposed.add(readProposedEvent(message));
  }
}
