import { isUtf8 } from 'node:buffer';
import { lineList, type Line, type LineList } from './line-list.ts';

export type LineSplitter = {
  /** The lines that this chunk completes. */
  readonly push: (chunk: Buffer) => readonly Line[];
  /** What stands after the last line break, where the stream came to its proper end. */
  readonly end: () => readonly Line[];
};

const lineFeed = 10;
// A carriage return before the break makes one byte more, a byte order mark three.
const uncountedBytes = 4;

/** Adds whole lines, the last break included. Decoding them in one go spares a copy and a call for each. */
const addWhole = (bytes: Buffer, lines: LineList): void => {
  let start = 0;
  if (isUtf8(bytes)) {
    const text = bytes.toString();
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      lines.addText(text.slice(start, end));
      start = end + 1;
    }
    return;
  }
  for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
    lines.addBytes(bytes.subarray(start, end));
    start = end + 1;
  }
};

/** Cuts a stream of bytes into lines, wherever its chunks begin and end. Of a line longer than `lineBytes` nothing is kept. */
export const splitLines = (lineBytes: number): LineSplitter => {
  const lines = lineList(lineBytes);
  // The beginning of a line whose end has not come yet.
  let rest: Buffer[] = [];
  let restBytes = 0;
  const isTooLong = (): boolean => restBytes > lineBytes + uncountedBytes;

  const keep = (part: Buffer): void => {
    restBytes += part.length;
    if (isTooLong()) rest = [];
    else if (part.length > 0) rest.push(part);
  };
  const addRest = (): void => {
    if (isTooLong()) lines.addTooLong();
    else lines.addBytes(Buffer.concat(rest));
    rest = [];
    restBytes = 0;
  };

  return {
    push: (chunk) => {
      const first = chunk.indexOf(lineFeed);
      if (first < 0) {
        keep(chunk);
        return [];
      }
      const last = chunk.lastIndexOf(lineFeed);
      let start = 0;
      if (restBytes > 0) {
        keep(chunk.subarray(0, first));
        addRest();
        start = first + 1;
      }
      addWhole(chunk.subarray(start, last + 1), lines);
      keep(chunk.subarray(last + 1));
      return lines.taken();
    },
    end: () => {
      if (restBytes > 0) addRest();
      return lines.taken();
    },
  };
};
