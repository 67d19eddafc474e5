import type { ReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { messageOf } from './message-of.ts';

const factBytesMax = 1024 * 1024;
const chunksHeldMax = 64;
const newline = 10;

/** Lines that follow one another in a file: as bytes, and the number of the first. */
export type LineBatch = {
  readonly firstLine: number;
  readonly lines: number;
  readonly bytes: Buffer;
  /** How much of the file, as it lies on disk, has been read by now. */
  readonly readBytes: number;
};

const isGzip = async (file: FileHandle): Promise<boolean> => {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
};

/** A file's contents, unpacked where it is gzip, whatever its name. */
const unpacked = (file: ReadStream, gzip: boolean): Readable => {
  if (!gzip) return file;
  const contents = createGunzip();
  // A failure reaches the reader as the error of `contents`, which the pipeline destroys with it.
  pipeline(file, contents).catch(() => undefined);
  return contents;
};

const linesIn = (bytes: Buffer): number => {
  let lines = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) lines += 1;
  return lines;
};

/**
 * The lines of an NDJSON file, plain or gzip, in batches of about `linesPerBatch`; the memory it takes does not depend on
 * the file's size. Throws where the file breaks off or a line is longer than `lineBytesMax`, 1 MiB unless told; whole
 * lines before that have been given out by then.
 */
export async function* lineBatches(
  path: string,
  linesPerBatch: number,
  lineBytesMax = factBytesMax,
): AsyncGenerator<LineBatch> {
  const handle = await open(path);
  const gzip = await isGzip(handle);
  const file = handle.createReadStream({ start: 0, highWaterMark: 256 * 1024 });
  let firstLine = 1;
  let held: Buffer[] = [];
  let heldLines = 0;

  /** Cuts what is held behind its last line break. */
  const takeWholeLines = (): LineBatch => {
    const all = Buffer.concat(held);
    const end = all.lastIndexOf(newline) + 1;
    const batch = {
      firstLine,
      lines: heldLines,
      bytes: all.subarray(0, end),
      readBytes: file.bytesRead,
    };
    held = [all.subarray(end)];
    firstLine += heldLines;
    heldLines = 0;
    return batch;
  };

  try {
    for await (const chunk of unpacked(file, gzip) as AsyncIterable<Buffer>) {
      held.push(chunk);
      heldLines += linesIn(chunk);
      if (heldLines < linesPerBatch && held.length <= chunksHeldMax) continue;
      const batch = takeWholeLines();
      if (batch.lines > 0) yield batch;
      if ((held[0]?.length ?? 0) > lineBytesMax) {
        throw new Error(`line ${firstLine} is longer than ${lineBytesMax} bytes`);
      }
    }
  } catch (error) {
    const last = takeWholeLines();
    if (last.lines > 0) yield last;
    throw new Error(`${path} breaks off after line ${firstLine - 1}: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const bytes = Buffer.concat(held);
  if (bytes.length > 0) yield { firstLine, lines: heldLines, bytes, readBytes: file.bytesRead };
}
