import * as t from 'io-ts';

export const logFormat = 'usage-ledger-log';
export const logFormatVersion = 1;
const endFormat = 'usage-ledger-log-end';

/** The first line of a log file. */
export const LogHeader = t.type({
  format: t.literal(logFormat),
  version: t.number,
  /** Where it comes from; it can go to any. */
  namespace: t.string,
  madeAt: t.string,
});
export type LogHeader = t.TypeOf<typeof LogHeader>;

/** The last line of a log file; one without it was not written to its end. */
export const LogTrailer = t.type({
  format: t.literal(endFormat),
  count: t.number,
  digest: t.string,
  linesSha256: t.string,
});
export type LogTrailer = t.TypeOf<typeof LogTrailer>;

export const headerLine = (namespace: string, madeAt: string): string =>
  `${JSON.stringify({ format: logFormat, version: logFormatVersion, namespace, madeAt })}\n`;

export const trailerLine = (state: Omit<LogTrailer, 'format'>): string =>
  `${JSON.stringify({ format: endFormat, ...state })}\n`;
