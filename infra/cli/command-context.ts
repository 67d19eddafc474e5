import type { variables } from '../config/settings.ts';
import { Interrupted } from '../moving/log-source.ts';

type Variable = (typeof variables)[keyof typeof variables];

/** What the commands share that are made in files of their own. */
export type CommandContext = {
  readonly say: (line: string) => void;
  /** The help on settings, for those that a command looks at. */
  readonly helpOn: (listed: readonly Pick<Variable, 'name' | 'fallback' | 'meaning'>[]) => string;
};

/** Runs a command; where the user stopped it says `stopped` and ends with 1, as where it fails. */
export const unlessInterrupted = async (
  say: (line: string) => void,
  stopped: string,
  work: () => Promise<void>,
): Promise<void> => {
  try {
    await work();
  } catch (error) {
    const isAbort = error instanceof Error && error.name === 'AbortError';
    if (!(error instanceof Interrupted) && !isAbort) throw error;
    say(stopped);
    process.exitCode = 1;
  }
};
