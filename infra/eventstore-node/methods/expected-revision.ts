import type { ExpectedRevision } from '../append-decision.ts';

/** What the options of every kind of write have in common. */
type ExpectationOptions = {
  readonly hasNoStream: () => boolean;
  readonly hasStreamExists: () => boolean;
};

/** The revision that a request expects; one that says nothing expects nothing. */
export const expectedRevisionOf = (
  options: ExpectationOptions,
  revision: string | undefined,
): ExpectedRevision => {
  if (revision !== undefined) return Number(revision);
  if (options.hasNoStream()) return 'no_stream';
  return options.hasStreamExists() ? 'stream_exists' : 'any';
};

/** The number that stands for an expectation in error trailers. */
export const expectedRevisionNumber = (expected: ExpectedRevision): number => {
  if (expected === 'any') return -2;
  if (expected === 'no_stream') return -1;
  return expected === 'stream_exists' ? -4 : expected;
};
