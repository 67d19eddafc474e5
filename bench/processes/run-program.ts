import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Resources } from './resources.ts';

export type PreparedProgram = {
  readonly pid: number;
  /** Lets it do its work; the seconds that took. Throws where it failed. */
  readonly go: () => Promise<number>;
};

const programs = join(import.meta.dirname, '../programs');

/** Starts a program of this folder in a process of its own and waits until it has prepared its work. */
export const prepareProgram = async (
  { defer }: Resources,
  name: string,
  args: readonly string[],
): Promise<PreparedProgram> => {
  const child = spawn(process.execPath, [join(programs, name), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  defer(async () => {
    child.kill();
    await exited;
  });
  // Writing to a program that has ended already is no news: the wait for its answer tells.
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const next = await lines.next();
    if (next.done === true) throw new Error(`${name} ended before it was done`);
    return next.value;
  };
  await line();
  return {
    pid: child.pid ?? 0,
    go: async () => {
      child.stdin.write('go\n');
      return Number(await line());
    },
  };
};
