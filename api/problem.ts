import { STATUS_CODES } from 'node:http';
import * as t from 'io-ts';
import { closed } from '../domain/codec/closed.ts';
import type { Fault } from '../domain/codec/faults.ts';
import { annotated } from './annotated.ts';
import { Count, TimeText } from './answer-parts.ts';
import { Remaining } from './billing/remaining-view.ts';
import { FactsAnswer } from './facts/facts-answer.ts';
import { MeterProgress } from './meters/meter-progress.ts';
import { PlainProblem } from './plain-problem.ts';

/** A fault and where in a request it lies; absent: in the body. */
export type RequestFault = Fault & { readonly in?: 'path' | 'query' | 'header' };

/** Problem details (RFC 9457): the one shape of everything that went wrong. */
export const Problem = closed('Problem', PlainProblem.required, {
  ...PlainProblem.optional,
  instance: annotated(t.string, {
    description: 'The request, as the log of the service knows it',
  }),
  until: annotated(TimeText, { description: 'When it can be done that cannot be done yet' }),
  remaining: annotated(Remaining, { description: 'What can still be given back on a document' }),
  meter: annotated(MeterProgress, { description: 'How far the meter is that was asked for' }),
  lastDurableLine: annotated(Count, {
    description:
      'Of facts sent as lines: the lines up to this one are dealt with. Counted from 1, blank lines included; 0 for none',
  }),
  // Of facts sent as lines: what became of those that are dealt with, which a client does not send again.
  ...FactsAnswer.required,
});
export type Problem = t.TypeOf<typeof Problem>;

/** A problem of a status; the title is the status' own name where none is said. */
export const problem = (
  status: number,
  type: string,
  detail: string,
  more: Partial<Problem> = {},
): Problem => ({
  type,
  title: STATUS_CODES[status] ?? 'Problem',
  status,
  detail,
  ...more,
});

export const faultsListedMax = 1_000;

// A path is made of the caller's keys, which may be as long as a body.
const pathLengthMax = 500;

const shortened = (fault: RequestFault): RequestFault =>
  fault.path.length > pathLengthMax
    ? { ...fault, path: `${fault.path.slice(0, pathLengthMax)}…`.toWellFormed() }
    : fault;

/** A bad input, with every fault of it: 422 for what the body says, 400 for the rest of the request. */
export const badInput = (
  faults: readonly RequestFault[],
  total = faults.length,
  listed = faultsListedMax,
): Problem => {
  const errors = faults.slice(0, listed).map(shortened);
  return problem(
    faults.every((fault) => fault.in === undefined) ? 422 : 400,
    'bad-input',
    total === 1 ? 'There is a fault in the request.' : `There are ${total} faults in the request.`,
    { errors, ...(total > errors.length ? { moreErrors: total - errors.length } : {}) },
  );
};

/** A refusal on the way to a route's handler, thrown where fastify's hooks know no other way out. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;

  constructor(refusal: Problem, headers: Readonly<Record<string, string>> = {}) {
    super(refusal.detail);
    this.problem = refusal;
    this.headers = headers;
  }
}
