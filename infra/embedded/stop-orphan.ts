import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { escalate, type Escalation } from './escalation.ts';

const pollMs = 20;

/** The words a process was started with, each with a space after it; empty when it is gone or a zombie. */
const commandLine = async (pid: number): Promise<string> => {
  if (process.platform === 'linux') {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
  }
  return promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).then(
    ({ stdout }) => stdout.replaceAll('\n', ' '),
    () => '',
  );
};

/**
 * Ends a server that outlived its killed parent. A pid alone proves nothing, the system gives it out again: only a
 * process whose command line holds `words` is touched.
 *
 * @throws when the orphan does not end.
 */
export const stopOrphan = async (
  pid: number,
  words: string,
  escalation: Escalation,
): Promise<void> => {
  const isOurs = async (): Promise<boolean> => (await commandLine(pid)).includes(`${words} `);
  if (!(await isOurs())) return;
  const endedWithin = async (ms: number): Promise<boolean> => {
    for (let waitedMs = 0; waitedMs < ms; waitedMs += pollMs) {
      if (!(await isOurs())) return true;
      await sleep(pollMs);
    }
    return false;
  };
  const send = (signal: NodeJS.Signals): void => {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  };
  if (await escalate(escalation, send, endedWithin)) return;
  throw new Error(`Process ${pid}, left over from an earlier start, does not end.`);
};
