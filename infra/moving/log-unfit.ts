/** A log or a file that cannot be moved as it is, or a target that cannot take it. Nothing was changed since it was noticed. */
export class LogUnfit extends Error {
  override readonly name = 'LogUnfit';
}
