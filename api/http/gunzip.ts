import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/**
 * What a gzip stream unpacks to. Truncated or damaged data break the result and not its source, so that the connection
 * stays for the answer; a source that breaks off breaks the result.
 */
export const gunzipped = (source: Readable): Readable => {
  const unpacked = createGunzip();
  const breakOff = (error: Error): void => void unpacked.destroy(error);
  source.once('error', breakOff);
  source.once('close', () => {
    if (!source.readableEnded) breakOff(new Error('the body broke off'));
  });
  // What is left of a damaged body is read to its end, or the client could not finish sending and hear the answer.
  unpacked.once('error', () => {
    source.unpipe(unpacked);
    source.resume();
  });
  return source.pipe(unpacked);
};
