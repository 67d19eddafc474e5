import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import { frame, frameHeaderBytes, writeFrameHeader } from '../grpc/frames.ts';
import { fieldBytes, varintBytes, writeFieldHeader, writeVarint } from './varint.ts';

const { ReadResp } = streamsPb;

// ReadResp { event 1: ReadEvent { event 1: RecordedEvent, commit_position 3 } }
const eventTag = 0x0a;
const commitPositionTag = 0x18;

type Part = { readonly recorded: Uint8Array; readonly position: number };

/** Answers of a read that leave in one write: stored events are wrapped and copied once, nothing is encoded anew. */
export class ReadAnswers {
  readonly #parts: (Part | Buffer)[] = [];
  #sizeBytes = 0;

  addEvent(recorded: Uint8Array, position: number): void {
    this.#parts.push({ recorded, position });
    const message = fieldBytes(readEventBytes(recorded.length, position));
    this.#sizeBytes += frameHeaderBytes + message;
  }

  /** Adds any other answer, already a frame. */
  addFrame(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#sizeBytes += bytes.length;
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  toBuffer(): Buffer {
    const out = Buffer.allocUnsafeSlow(this.#sizeBytes);
    let at = 0;
    for (const part of this.#parts) {
      if (Buffer.isBuffer(part)) {
        out.set(part, at);
        at += part.length;
      } else at = writeEvent(out, at, part);
    }
    return out;
  }
}

const readEventBytes = (recordedBytes: number, position: number): number =>
  fieldBytes(recordedBytes) + 1 + varintBytes(position);

const writeEvent = (out: Buffer, start: number, { recorded, position }: Part): number => {
  const bytes = readEventBytes(recorded.length, position);
  let at = writeFrameHeader(out, start, fieldBytes(bytes));
  at = writeFieldHeader(out, at, eventTag, bytes);
  at = writeFieldHeader(out, at, eventTag, recorded.length);
  out.set(recorded, at);
  at = writeVarint(out, at + recorded.length, commitPositionTag);
  return writeVarint(out, at, position);
};

/** Tells a subscriber that its subscription exists. */
export const confirmationFrame = (subscriptionId: string): Buffer => {
  const confirmation = new ReadResp.SubscriptionConfirmation().setSubscriptionId(subscriptionId);
  return frame(new ReadResp().setConfirmation(confirmation).serializeBinary());
};

/** Tells a subscriber that it has seen all there was. */
export const caughtUpFrame = frame(
  new ReadResp().setCaughtUp(new ReadResp.CaughtUp()).serializeBinary(),
);

/** Tells a filtered subscriber how far the log was looked through for it. */
export const checkpointFrame = (position: number): Buffer => {
  const checkpoint = new ReadResp.Checkpoint()
    .setCommitPosition(String(position))
    .setPreparePosition(String(position));
  return frame(new ReadResp().setCheckpoint(checkpoint).serializeBinary());
};

/** Says that there is no such stream; not an error on the wire. */
export const streamNotFoundFrame = (stream: string): Buffer => {
  const identifier = new sharedPb.StreamIdentifier().setStreamName(Buffer.from(stream));
  const notFound = new ReadResp.StreamNotFound().setStreamIdentifier(identifier);
  return frame(new ReadResp().setStreamNotFound(notFound).serializeBinary());
};
