/**
 * The store said no and would say so again: an append over its size limit, an event without a valid id, a deleted stream,
 * missing rights, a position it never gave out. Nothing was written.
 */
export class LogRefused extends Error {
  override readonly name = 'LogRefused';
}
