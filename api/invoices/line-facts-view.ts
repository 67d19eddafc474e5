import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { FactNumber } from '../../domain/rating/charge.ts';
import { annotated } from '../annotated.ts';
import { TimeText, WholeText } from '../answer-parts.ts';

/** A fact behind a line, or what amends one. */
const LineFact = closed(
  'LineFact',
  {
    sequence: WholeText,
    source: t.string,
    id: t.string,
    contentHash: annotated(t.string, { description: 'SHA-256 of what the fact says' }),
    type: t.string,
    subject: t.string,
    time: TimeText,
  },
  {},
);

/** Some of the facts behind a line. */
export const LineFactsView = closed(
  'LineFacts',
  {
    invoice: t.string,
    line: FactNumber,
    facts: t.readonlyArray(LineFact),
  },
  {
    count: annotated(WholeText, { description: 'How many there are in all' }),
    digest: annotated(t.string, {
      description:
        'The tree hash (RFC 9162) over all of them in this order, a leaf being the canonical JSON of `contentHash`, `id`, `sequence`, `source` and `tenant`',
    }),
    cursor: t.string,
  },
);
