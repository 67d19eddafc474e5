import { isUtf8 } from 'node:buffer';
import * as t from 'io-ts';
import { fromText } from './from-text.ts';

const limitMax = 1_000;
export const limitDefault = 100;

/** How many entries a page has at most. */
export const Limit = fromText(
  'Limit',
  { type: 'integer', minimum: 1, maximum: limitMax, default: limitDefault },
  `must be a whole number from 1 to ${limitMax}`,
  {
    is: t.number.is,
    read: (text) => (/^\d{1,4}$/.test(text) && inRange(Number(text)) ? Number(text) : undefined),
    write: String,
  },
);

const inRange = (limit: number): boolean => limit >= 1 && limit <= limitMax;

/** Where a page begins: what the page before gave as its `cursor`. It says nothing to anybody else. */
export const Cursor = fromText(
  'Cursor',
  { type: 'string' },
  'must be the cursor of the page before',
  {
    is: t.string.is,
    read: (text) => {
      const bytes = Buffer.from(text, 'base64url');
      return isUtf8(bytes) && bytes.toString('base64url') === text && !bytes.includes(0)
        ? bytes.toString()
        : undefined;
    },
    write: (place) => Buffer.from(place).toString('base64url'),
  },
);

/** One page of the entries, of which one more was asked for than the page has, and where the next one begins. */
export const pageOf = <Entry>(
  entries: readonly Entry[],
  limit: number,
  placeOf: (entry: Entry) => string,
): { readonly entries: readonly Entry[]; readonly cursor?: string } => {
  const last = entries.at(limit - 1);
  return entries.length > limit && last !== undefined
    ? { entries: entries.slice(0, limit), cursor: Cursor.encode(placeOf(last)) }
    : { entries };
};
