import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { annotated } from '../annotated.ts';
import { Count, WholeText } from '../answer-parts.ts';
import { defaultLimits } from '../limits.ts';
import { PlainProblem } from '../plain-problem.ts';

/** A fact that was not taken in. */
export const Refusal = closed(
  'Refusal',
  {
    index: annotated(Count, {
      description: 'Its place in the array, or among the lines, blank ones included; from 0',
    }),
    id: annotated(t.union([t.string, t.null]), { description: 'As far as it could be read' }),
    problem: PlainProblem,
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
    refused: annotated(t.readonlyArray(Refusal), {
      description: `The first ${defaultLimits.refusalsListed} facts that were not taken in`,
    }),
    refusedCount: Count,
    position: annotated(WholeText, {
      description:
        'Read models that have reached this hold every accepted fact and the original of every duplicate',
    }),
  },
  {},
);
export type FactsAnswer = t.TypeOf<typeof FactsAnswer>;
