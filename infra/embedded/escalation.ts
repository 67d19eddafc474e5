/** Signals to end a process with, the kindest first, and how long each is given. */
export type Escalation = readonly {
  readonly signal: NodeJS.Signals;
  readonly patienceMs: number;
}[];

/**
 * Sends one signal after the other until the process has ended.
 *
 * @param send sends one signal; the process may be gone already.
 * @param endedWithin waits up to so many milliseconds and tells whether the process has ended.
 */
export const escalate = async (
  escalation: Escalation,
  send: (signal: NodeJS.Signals) => void,
  endedWithin: (ms: number) => Promise<boolean>,
): Promise<boolean> => {
  for (const { signal, patienceMs } of escalation) {
    send(signal);
    if (await endedWithin(patienceMs)) return true;
  }
  return false;
};
