import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { Count, DecimalText } from '../answer-parts.ts';

export const LineAmount = closed('LineAmount', { line: Count, amount: DecimalText }, {});

/** What can still be given back on a document, of all of it and by line. */
export const Remaining = closed(
  'Remaining',
  { total: DecimalText, lines: t.readonlyArray(LineAmount) },
  {},
);
