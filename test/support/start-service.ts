import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

const program = join(import.meta.dirname, '../../bin/ledger');

export type StartedService = {
  readonly url: string;
  readonly key: string;
  readonly pid: number;
  /** The processes of the servers that it started itself. */
  readonly embedded: { readonly eventstore: number; readonly postgres: number };
  /** What it has said so far, a text for each line. */
  readonly said: readonly string[];
  readonly exited: Promise<number | null>;
  /** Ends it as an operator would. */
  readonly stop: () => Promise<number | null>;
  /** Ends it as a crash would. */
  readonly kill: () => Promise<number | null>;
};

type Environment = Readonly<Record<string, string>>;

/** Runs a command of the ledger's program in a process of its own. */
export const runLedger = (args: readonly string[], environment: Environment = {}) => {
  const child = spawn(program, args, {
    env: { ...process.env, LEDGER_LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const read = createInterface({ input: child.stderr });
  read.on('line', (line) => lines.push(line));
  const exited = once(child, 'close').then(() => child.exitCode);
  return { child, lines, read, exited };
};

/** Runs a command to its end and gives what it said, and what it printed for a program to take. */
export const ledger = async (
  args: readonly string[],
  environment: Environment,
): Promise<{ readonly code: number | null; readonly said: string; readonly printed: string }> => {
  const { exited, lines, child } = runLedger(args, environment);
  const printed = text(child.stdout);
  return { code: await exited, said: lines.join('\n'), printed: await printed };
};

const pidIn = (lines: readonly string[], server: string): number =>
  Number(new RegExp(`${server} \\(pid (\\d+)\\)`).exec(lines.join('\n'))?.[1] ?? 0);

/** Starts the service on a free port with the data of `dataDir`. Throws with what it said where it does not start. */
export const startService = async (
  dataDir: string,
  environment: Environment = {},
  args: readonly string[] = [],
): Promise<StartedService> => {
  const { child, lines, read, exited } = runLedger(['serve', ...args], {
    PORT: '0',
    LEDGER_DATA_DIR: dataDir,
    ...environment,
  });
  child.stdout.resume();
  const said = new Promise<string>((resolve) => {
    read.on('line', (line) => {
      const match = /^Ready at (\S+)$/.exec(line);
      if (match?.[1] !== undefined) resolve(match[1]);
    });
  });
  const failed = exited.then((code) => {
    throw new Error(`the service ended with ${String(code)}: ${lines.join('\n')}`);
  });
  const url = await Promise.race([said, failed]);
  failed.catch(() => undefined);
  const end = (signal: NodeJS.Signals) => () => {
    child.kill(signal);
    return exited;
  };
  return {
    url,
    key: (await readFile(join(dataDir, 'admin.key'), 'utf8')).trim(),
    pid: child.pid ?? 0,
    embedded: {
      eventstore: pidIn(lines, 'event store node'),
      postgres: pidIn(lines, 'PostgreSQL'),
    },
    said: lines,
    exited,
    stop: end('SIGTERM'),
    kill: end('SIGKILL'),
  };
};
