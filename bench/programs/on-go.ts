import { createInterface } from 'node:readline';
import { once } from 'node:events';

/**
 * The life of a program that is measured from outside: it says `ready` when all is prepared, waits for a line, does the
 * work and says how many seconds that took.
 */
export const onGo = async (work: () => Promise<void>): Promise<void> => {
  const input = createInterface({ input: process.stdin });
  console.log('ready');
  await once(input, 'line');
  const startedAt = performance.now();
  await work();
  console.log(String((performance.now() - startedAt) / 1_000));
  input.close();
};
