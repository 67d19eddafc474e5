import type { Answer } from './post-lines.ts';

const linesShown = 20;

type Problem = Answer['refused'][number]['problem'];

/** The lines that were refused, in the order of the file, whatever the order of the answers. */
export type RefusedLines = {
  readonly add: (firstLine: number, refused: Answer['refused']) => void;
  /** The first of them with their reasons, and how many more there are. */
  readonly report: (refusedCount: number) => readonly string[];
};

const reasonOf = ({ title, detail, errors = [] }: Problem): string => {
  const faults = errors.map(({ path, message }) => `${path} ${message}`).join('; ');
  const reason = faults === '' ? detail : faults;
  return reason === undefined ? title : `${title}: ${reason}`;
};

export const refusedLines = (): RefusedLines => {
  let first: readonly { readonly line: number; readonly reason: string }[] = [];
  return {
    add: (firstLine, refused) => {
      const more = refused.map(({ index, problem }) => ({
        line: firstLine + index,
        reason: reasonOf(problem),
      }));
      // Only what will be shown is kept, so that a file of refused lines does not fill the memory.
      first = [...first, ...more].sort((a, b) => a.line - b.line).slice(0, linesShown);
    },
    report: (refusedCount) => {
      const shown = first.map(({ line, reason }) => `line ${line}: ${reason}`);
      const rest = refusedCount - shown.length;
      return rest > 0 ? [...shown, `… and ${rest} more lines refused`] : shown;
    },
  };
};
