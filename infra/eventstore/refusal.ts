import { LogRefused } from './log-refused.ts';

const INVALID_ARGUMENT = 3;
const PERMISSION_DENIED = 7;
const UNIMPLEMENTED = 12;
const UNAUTHENTICATED = 16;
const permanent = new Set<unknown>([
  INVALID_ARGUMENT,
  PERMISSION_DENIED,
  UNIMPLEMENTED,
  UNAUTHENTICATED,
]);

/**
 * `LogRefused` for a failed read or subscription that would fail again, undefined for an outage. The gRPC code decides, since the
 * client's classes do not tell: with the server down its first error is a bare one of code 14, and an invalid position is its
 * `UnknownError`. Not for appends: a failing stream of appends leaves open which of them were written.
 */
export const refusalOf = (error: unknown): LogRefused | undefined =>
  error instanceof Error && 'code' in error && permanent.has(error.code)
    ? new LogRefused(`the store refused: ${error.message}`, { cause: error })
    : undefined;
