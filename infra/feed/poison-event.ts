/**
 * An event that cannot be taken in, whatever is tried. The feed stops at it, by name: to skip it would make every figure
 * wrong in silence.
 */
export class PoisonEvent extends Error {
  override readonly name = 'PoisonEvent';
}
