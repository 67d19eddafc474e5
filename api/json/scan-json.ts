import { pointerPart, type Fault } from '../../domain/codec/faults.ts';
import { isExactNumber } from './exact-number.ts';

type ObjectFrame = { readonly kind: 'object'; readonly keys: Set<string>; key: string | undefined };
type ArrayFrame = { readonly kind: 'array'; index: number };
type Frame = ObjectFrame | ArrayFrame;

// A path deeper than any fact may be is cut: a hostile one would be longer than its text.
const pathPartsMax = 40;
const numberLiteral = /-?[\d.eE+-]+/y;

const pathOf = (frames: readonly Frame[]): string =>
  frames
    .slice(0, pathPartsMax)
    .map((frame) =>
      frame.kind === 'array' ? `/${frame.index}` : `/${pointerPart(frame.key ?? '')}`,
    )
    .join('');

/** Just after the string that begins at `start`. */
const endOfString = (text: string, start: number): number => {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
};

const isEscaped = (text: string, at: number): boolean => {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
};

/** The key without its quotes and escapes. */
const keyOf = (literal: string): string =>
  literal.includes('\\') ? String(JSON.parse(literal)) : literal.slice(1, -1);

/**
 * Faults of a JSON text that parsing hides: numbers that JavaScript would change in silence, and keys that stand twice in
 * an object, of which it would keep the last. The text must have been parsed before, so that only its structure is of
 * interest here. It does not recurse: any depth is fine. At most `limit` faults.
 */
export const scanJson = (text: string, limit: number): readonly Fault[] => {
  const faults: Fault[] = [];
  const frames: Frame[] = [];
  let at = 0;
  const found = (message: string): void => void faults.push({ path: pathOf(frames), message });

  const readString = (): void => {
    const start = at;
    at = endOfString(text, start);
    const frame = frames.at(-1);
    if (frame?.kind !== 'object' || frame.key !== undefined) return;
    frame.key = keyOf(text.slice(start, at));
    if (frame.keys.has(frame.key)) found('is there twice');
    frame.keys.add(frame.key);
  };

  const readNumber = (): void => {
    numberLiteral.lastIndex = at;
    const literal = numberLiteral.exec(text)?.[0] ?? ' ';
    at += literal.length;
    if (!isExactNumber(literal)) found(inexact);
  };

  const next = (): void => {
    const frame = frames.at(-1);
    if (frame?.kind === 'array') frame.index += 1;
    else if (frame !== undefined) frame.key = undefined;
  };

  while (at < text.length && faults.length < limit) {
    const character = text.charAt(at);
    if (character === '"') readString();
    else if (character === '-' || (character >= '0' && character <= '9')) readNumber();
    else {
      if (character === '{') frames.push({ kind: 'object', keys: new Set(), key: undefined });
      else if (character === '[') frames.push({ kind: 'array', index: 0 });
      else if (character === '}' || character === ']') frames.pop();
      else if (character === ',') next();
      at += 1;
    }
  }
  return faults;
};

const inexact =
  'cannot be kept exactly as a number (at most 15 significant digits, within 1e-307 to 1e308): send it as a text';
