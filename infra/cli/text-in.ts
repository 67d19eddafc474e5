import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** The text of a file; `-` is standard input. Throws with words for people where there is none. */
export const textIn = async (file: string): Promise<string> => {
  if (file === '-') return text(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) throw new Error(`there is no file ${file}`, { cause: error });
    throw error;
  }
};
