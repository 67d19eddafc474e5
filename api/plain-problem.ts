import * as t from 'io-ts';
import { closed } from '../domain/codec/closed.ts';
import { oneOf } from '../domain/codec/refined.ts';
import { Count } from './answer-parts.ts';

const Fault = closed(
  'Fault',
  { path: t.string, message: t.string },
  /** Where in a request a fault lies; absent: in the body. */
  { in: oneOf('RequestPart', 'path', 'query', 'header') },
);

/** What went wrong with one fact of many, or with a request: the members that problems of both have. */
export const PlainProblem = closed(
  'PlainProblem',
  {
    /** A short name that never changes. */
    type: t.string,
    title: t.string,
    status: Count,
    detail: t.string,
  },
  {
    /** Every fault of a bad input, up to a limit. */
    errors: t.readonlyArray(Fault),
    /** How many faults there are beyond those listed. */
    moreErrors: Count,
  },
);
export type PlainProblem = t.TypeOf<typeof PlainProblem>;
