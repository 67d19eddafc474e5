import type { Moved } from '../moving/move-log.ts';
import type { LogState } from '../moving/tally.ts';

/** What stands for a log, in words. */
export const inWords = ({ count, digest }: LogState): string =>
  `${count} events, log digest ${digest === '' ? 'of nothing' : digest}`;

/** What became of a copy, in words; without a verified end the command failed. */
export const tellMoved = (
  { state, heldBefore, isVerified }: Moved,
  say: (line: string) => void,
): void => {
  if (!isVerified) {
    say(`Stopped after ${state.count} events: run it again to go on.`);
    process.exitCode = 1;
    return;
  }
  say(`${state.count - heldBefore} events copied, ${heldBefore} were there already`);
  say(`Verified by reading it back, same order and contents: ${inWords(state)}`);
};
