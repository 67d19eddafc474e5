import { isUtf8 } from 'node:buffer';

/** A line that is not blank, by its place among all lines from 0; a text, or why it can be none. */
export type Line = {
  readonly index: number;
  readonly text: string | undefined;
  readonly unreadable?: 'too-long' | 'not-utf8';
};

/** Gathers lines, whose breaks are cut off already. */
export type LineList = {
  readonly addText: (line: string) => void;
  readonly addBytes: (line: Buffer) => void;
  readonly addTooLong: () => void;
  /** What has been gathered since the last call. */
  readonly taken: () => readonly Line[];
};

const bytesPerCharacterMax = 3;

const isLonger = (text: string, bytes: number): boolean =>
  text.length * bytesPerCharacterMax > bytes && Buffer.byteLength(text) > bytes;

const byteOrderMark = '\ufeff';

/**
 * Lines of at most `lineBytes`. A carriage return at the end of a line and a byte order mark before the first are dropped
 * and not counted.
 */
export const lineList = (lineBytes: number): LineList => {
  let lines: Line[] = [];
  let index = 0;

  const addUnreadable = (unreadable: 'too-long' | 'not-utf8'): void => {
    lines.push({ index, text: undefined, unreadable });
    index += 1;
  };
  const addTooLong = (): void => {
    addUnreadable('too-long');
  };
  const addText = (line: string): void => {
    const start = index === 0 && line.startsWith(byteOrderMark) ? 1 : 0;
    const text = line.slice(start, line.endsWith('\r') ? -1 : undefined);
    if (isLonger(text, lineBytes)) {
      addTooLong();
      return;
    }
    if (text.startsWith('{') || text.trim() !== '') lines.push({ index, text });
    index += 1;
  };

  return {
    addText,
    addTooLong,
    addBytes: (line) => {
      if (isUtf8(line)) addText(line.toString());
      else addUnreadable(line.length > lineBytes + 1 ? 'too-long' : 'not-utf8');
    },
    taken: () => {
      const result = lines;
      lines = [];
      return result;
    },
  };
};
