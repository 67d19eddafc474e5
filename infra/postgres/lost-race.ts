/** Another writer moved the checkpoint: this one must read where it stands now. */
export class LostRace extends Error {
  override readonly name = 'LostRace';
}
