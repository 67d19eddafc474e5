import { STATUS_CODES } from 'node:http';
import * as t from 'io-ts';
import { closed } from '../domain/codec/closed.ts';
import { oneOf } from '../domain/codec/refined.ts';
import type { Fault } from '../domain/codec/faults.ts';
import { Count } from './answer-parts.ts';

/** Where in a request a fault lies; absent: in the body. */
const Part = oneOf('RequestPart', 'path', 'query', 'header');

export type RequestFault = Fault & { readonly in?: t.TypeOf<typeof Part> };

/** Problem details (RFC 9457): the one shape of everything that went wrong. */
export type Problem = {
  /** What went wrong, as a short name that never changes. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Every fault of a bad input, up to a limit. */
  readonly errors?: readonly RequestFault[];
  /** How many faults there are beyond those listed. */
  readonly moreErrors?: number;
  /** The request, as the log of the service knows it. */
  readonly instance?: string;
  /** Of facts sent as lines: those up to here (counted from 1) are dealt with, 0 for none. */
  readonly lastDurableLine?: number;
};

export const Problem = closed(
  'Problem',
  { type: t.string, title: t.string, status: Count, detail: t.string },
  {
    errors: t.readonlyArray(
      closed('Fault', { path: t.string, message: t.string }, { in: Part }),
      'Faults',
    ),
    moreErrors: Count,
    instance: t.string,
    lastDurableLine: Count,
  },
);

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
