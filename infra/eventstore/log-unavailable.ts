/**
 * The store gave no answer in time, or the log was closed before it did. After an append it is unknown whether the events
 * are in; sending them again with the same ids is safe.
 */
export class LogUnavailable extends Error {
  override readonly name = 'LogUnavailable';
}
