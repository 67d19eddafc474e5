import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';
import { onTestFinished, vi } from 'vitest';

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Waits for the end of a process that is nobody's child here. */
export const gone = (pid: number): Promise<void> =>
  vi.waitFor(
    () => {
      if (isAlive(pid)) throw new Error(`process ${pid} is alive`);
    },
    { timeout: 50_000, interval: 20 },
  );

export type Script = ChildProcessByStdio<Writable, Readable, Readable>;

/** Runs a script of this folder in a process of its own, which is gone after the test. */
export const runScript = (name: string, args: readonly string[]): Script => {
  const script = spawn(process.execPath, [resolve(import.meta.dirname, name), ...args], {
    stdio: 'pipe',
  });
  onTestFinished(() => {
    script.kill('SIGKILL');
  });
  return script;
};

/** The first line a script prints; its stderr when it ends without one. */
export const firstLine = async (script: Script): Promise<string> => {
  let errors = '';
  script.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const line = once(createInterface(script.stdout), 'line').then(String);
  const end = once(script, 'close').then(() => {
    throw new Error(errors);
  });
  return Promise.race([line, end]);
};

/** The processes with these words on their command line. */
export const processesAbout = async (words: string): Promise<readonly number[]> => {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,command=']);
  return stdout
    .split('\n')
    .filter((line) => line.includes(words) && !line.includes('ps -A'))
    .map((line) => Number.parseInt(line, 10));
};
