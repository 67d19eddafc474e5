import { GrpcError, Status } from './status.ts';

/** A gRPC frame is one byte (compressed or not), four bytes of length, then the message. */
export const frameHeaderBytes = 5;

/** Writes the header of an uncompressed frame and returns where the message begins. */
export const writeFrameHeader = (out: Buffer, at: number, messageBytes: number): number => {
  out[at] = 0;
  return out.writeUInt32BE(messageBytes, at + 1);
};

/** One message as a frame. */
export const frame = (message: Uint8Array): Buffer => {
  const out = Buffer.allocUnsafe(frameHeaderBytes + message.length);
  out.set(message, writeFrameHeader(out, 0, message.length));
  return out;
};

/**
 * Cuts a byte stream into messages: call the result with every chunk. Messages are views on the received bytes.
 * Throws RESOURCE_EXHAUSTED as soon as a header announces more than `maxMessageBytes`, before buffering any of it.
 */
export const frameReader = (maxMessageBytes: number, onMessage: (message: Buffer) => void) => {
  let pieces: Buffer[] = [];
  let heldBytes = 0;
  // Until this many bytes are there, joining the pieces would be wasted: a large message comes in many chunks.
  let neededBytes = frameHeaderBytes;

  return (chunk: Buffer): void => {
    pieces.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes < neededBytes) return;
    let rest = pieces.length === 1 ? chunk : Buffer.concat(pieces, heldBytes);
    while (rest.length >= (neededBytes = frameBytes(rest, maxMessageBytes))) {
      onMessage(rest.subarray(frameHeaderBytes, neededBytes));
      rest = rest.subarray(neededBytes);
    }
    pieces = rest.length === 0 ? [] : [rest];
    heldBytes = rest.length;
  };
};

const frameBytes = (bytes: Buffer, maxMessageBytes: number): number => {
  if (bytes.length < frameHeaderBytes) return frameHeaderBytes;
  if (bytes[0] !== 0) {
    throw new GrpcError(Status.unimplemented, 'Compressed messages are not supported.');
  }
  const messageBytes = bytes.readUInt32BE(1);
  if (messageBytes > maxMessageBytes) {
    throw new GrpcError(
      Status.resourceExhausted,
      `A message of ${messageBytes} bytes was received; at most ${maxMessageBytes} are accepted.`,
    );
  }
  return frameHeaderBytes + messageBytes;
};
