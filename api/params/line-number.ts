import * as t from 'io-ts';
import { fromText } from './from-text.ts';

/** The number of a line of a document, from 1. */
export const LineNumber = fromText(
  'LineNumber',
  { type: 'integer', minimum: 1 },
  'must be the number of a line, from 1',
  {
    is: t.number.is,
    read: (text) => (/^[1-9]\d{0,6}$/.test(text) ? Number(text) : undefined),
    write: String,
  },
);
