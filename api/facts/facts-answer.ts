import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { Count, WholeText } from '../answer-parts.ts';
import { Problem } from '../problem.ts';

/** A fact that was not taken in. */
export const Refusal = closed(
  'Refusal',
  {
    /** Its place in the array, or among the lines (blank ones counted), from 0. */
    index: Count,
    /** As far as it could be read. */
    id: t.union([t.string, t.null]),
    problem: Problem,
  },
  {},
);
export type Refusal = t.TypeOf<typeof Refusal>;

/** What became of the facts of a request. */
export const FactsAnswer = closed(
  'FactsAnswer',
  {
    accepted: Count,
    duplicates: Count,
    refused: t.readonlyArray(Refusal, 'Refusals'),
    refusedCount: Count,
    /** Read models that have reached this hold every accepted fact and the original of every duplicate. */
    position: WholeText,
  },
  {},
);
export type FactsAnswer = t.TypeOf<typeof FactsAnswer>;
