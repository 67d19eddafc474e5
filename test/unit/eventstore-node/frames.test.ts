import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frame, frameReader } from '../../../infra/eventstore-node/grpc/frames.ts';

const maxMessageBytes = 1_000;

const read = (chunks: readonly Buffer[]): string[] => {
  const messages: string[] = [];
  const push = frameReader(maxMessageBytes, (message) => messages.push(message.toString('hex')));
  for (const chunk of chunks) push(chunk);
  return messages;
};

const cut = (bytes: Buffer, sizes: readonly number[]): Buffer[] => {
  const chunks: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return [...chunks, bytes.subarray(at)];
};

describe('frames', () => {
  it('come out as they went in, however they are cut', () => {
    const messages = fc.array(fc.uint8Array({ maxLength: 40 }));
    const sizes = fc.array(fc.nat({ max: 30 }));
    fc.assert(
      fc.property(messages, sizes, (sent, cuts) => {
        const bytes = Buffer.concat(sent.map(frame));
        expect(read(cut(bytes, cuts))).toEqual(
          sent.map((each) => Buffer.from(each).toString('hex')),
        );
      }),
    );
  });

  it('are refused by their header alone when they are too large', () => {
    const header = frame(Buffer.alloc(maxMessageBytes + 1)).subarray(0, 5);
    expect(() => read([header])).toThrow(/at most 1000/u);
    expect(read([frame(Buffer.alloc(maxMessageBytes))])).toHaveLength(1);
  });

  it('are refused when they are compressed', () => {
    expect(() => read([Buffer.from([1, 0, 0, 0, 0])])).toThrow(/not supported/u);
  });
});
