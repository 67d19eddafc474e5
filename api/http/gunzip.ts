import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { problem, Refused } from '../problem.ts';

const firstByte = 0x1f;

/**
 * What a gzip stream unpacks to. Truncated or damaged data break the result and not its source, so that the connection
 * stays for the answer; a source that breaks off breaks the result. With Refused where they are not gzip at all.
 */
export const gunzipped = (source: Readable): Readable => {
  const unpacked = createGunzip();
  const breakOff = (error: Error): void => void unpacked.destroy(error);
  source.once('error', breakOff);
  source.once('close', () => {
    if (!source.readableEnded) breakOff(new Error('the body broke off'));
  });
  source.once('data', (chunk: Buffer) => {
    if (chunk[0] !== firstByte) {
      breakOff(new Refused(problem(400, 'broken-gzip', 'The body is not gzip.')));
    }
  });
  // What is left of a damaged body is read to its end, or the client could not finish sending and hear the answer.
  unpacked.once('error', () => {
    source.unpipe(unpacked);
    source.resume();
  });
  return source.pipe(unpacked);
};
