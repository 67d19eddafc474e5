import {
  type ChildProcessWithoutNullStreams,
  spawn,
  type SpawnOptionsWithoutStdio,
} from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LineLog } from './embedded-server.ts';
import { escalate, type Escalation } from './escalation.ts';

/** What to run, and how to tell that it is ready and to end it. */
export type ServerProgram<Ready> = {
  /** For messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly options: Pick<SpawnOptionsWithoutStdio, 'uid' | 'gid' | 'cwd' | 'env'>;
  /** Looks at each line the server prints until one says that it is ready. */
  readonly readyWhen: (line: string) => Ready | undefined;
  readonly escalation: Escalation;
  readonly log: LineLog;
};

export type RunningServer<Ready> = {
  readonly ready: Ready;
  readonly pid: number;
  readonly failed: Promise<Error>;
  readonly stop: () => Promise<void>;
};

const keptLines = 20;
const lastWordsMs = 1000;

/**
 * Runs a server as a child process, in a session of its own so that Ctrl-C reaches this process alone, and waits until
 * it is ready. Nothing is written to its stdin: the server has to end when that closes, which it does with this
 * process, however this process dies.
 *
 * @throws with the server's last lines when it ends before it is ready.
 */
export const runServer = async <Ready>(
  program: ServerProgram<Ready>,
): Promise<RunningServer<Ready>> => {
  const { name, command, args, options, log, escalation } = program;
  const child = spawn(command, [...args], { ...options, detached: true, stdio: 'pipe' });
  const lines: string[] = [];
  const ready = Promise.withResolvers<Ready>();
  const hear = (line: string): void => {
    lines.splice(0, lines.length - keptLines + 1);
    lines.push(line);
    log(line);
    const answer = program.readyWhen(line);
    if (answer !== undefined) ready.resolve(answer);
  };
  createInterface(child.stdout).on('line', hear);
  createInterface(child.stderr).on('line', hear);

  let stopping = false;
  const ended = endOf(child);
  const failed = Promise.withResolvers<Error>();
  void ended.then((how) => {
    const words = lines.length === 0 ? '.' : `. Its last words:\n${lines.join('\n')}`;
    ready.reject(new Error(`${name} did not start: ${how}${words}`));
    if (!stopping) failed.resolve(new Error(`${name} ended by itself: ${how}${words}`));
  });

  const stop = async (): Promise<void> => {
    stopping = true;
    const endedWithin = (ms: number): Promise<boolean> =>
      Promise.race([ended.then(() => true), sleep(ms, false, { ref: false })]);
    if (await endedWithin(0)) return;
    if (await escalate(escalation, (signal) => child.kill(signal), endedWithin)) return;
    throw new Error(`${name} (process ${String(child.pid)}) does not end.`);
  };
  const answer = await ready.promise;
  if (child.pid === undefined) throw new Error(`${name} did not start.`);
  return { ready: answer, pid: child.pid, failed: failed.promise, stop };
};

/** Waits until the child is gone, and as good as surely has been heard to the end, and says how it went. */
const endOf = async (child: ChildProcessWithoutNullStreams): Promise<string> => {
  // A child that has died cannot be written to any more; that is not news.
  child.stdin.on('error', () => undefined);
  const closed = once(child, 'close').catch(() => undefined);
  const how = await new Promise<string>((resolve) => {
    child.on('error', (error) => {
      if (child.pid === undefined) resolve(error.message);
    });
    child.once('exit', (code, signal) => {
      resolve(signal === null ? `exit code ${String(code)}` : `signal ${signal}`);
    });
  });
  // A line, and only then the end: whoever watches over the child from outside knows that there is nothing left to end.
  child.stdin.end('over\n');
  // What the dead child has said may still be in the pipe; a process it left behind may hold the pipe open for ever.
  await Promise.race([closed, sleep(lastWordsMs, undefined, { ref: false })]);
  return how;
};
