import type { Content } from 'pdfmake/interfaces.js';
import { linesOf } from './text-lines.ts';

export const inks = { ink: '#1b1b1b', soft: '#555555', rule: '#cfcfcf', alarm: '#9b1c1c' } as const;

// How many characters of a text that runs to the left fit a line of the whole width.
export const lineLength = 90;

export type Style = {
  readonly fontSize?: number;
  readonly color?: string;
  readonly bold?: boolean;
  readonly alignment?: 'right';
};

/** A text in its runs; `part` is how much of the width it may take. A word that is too long for that is broken anywhere. */
export const textOf = (text: string, style: Style = {}, part = 1): Content => {
  const width = Math.max(8, Math.floor(lineLength * part));
  const isLong = text.split(/\s/).some((word) => word.length > width / 2);
  return {
    stack: linesOf(text, width).map((line) => ({
      text: line.map((run) => ({ ...run, ...(isLong ? { wordBreak: 'break-all' as const } : {}) })),
      ...style,
    })),
  };
};
