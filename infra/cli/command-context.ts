import type { variables } from '../config/settings.ts';
import { Interrupted } from '../moving/log-source.ts';
import { interrupted } from './interrupted.ts';

type Variable = (typeof variables)[keyof typeof variables];

/** What the commands share that are made in files of their own. */
export type CommandContext = {
  readonly say: (line: string) => void;
  /** The help on settings, for those that a command looks at. */
  readonly helpOn: (listed: readonly Pick<Variable, 'name' | 'fallback' | 'meaning'>[]) => string;
};

/**
 * Runs a command that Ctrl-C may stop, at the next moment that leaves everything in order; a second one ends it at once.
 * Where it stopped before its work was done, `stopped` is said and the exit code is 1, as where it fails.
 */
export const unlessInterrupted = async (
  say: (line: string) => void,
  stopped: string,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> => {
  const signal = interrupted();
  signal.addEventListener('abort', () => {
    say('Stopping …');
  });
  try {
    await work(signal);
  } catch (error) {
    const isAbort = error instanceof Error && error.name === 'AbortError';
    if (!(error instanceof Interrupted) && !isAbort) throw error;
    say(stopped);
    process.exitCode = 1;
  }
};
