import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const program = join(import.meta.dirname, '../../infra/eventstore-node/main.ts');

export type Exit = { readonly code: number | null; readonly stderr: string };

export type StartedNode = {
  readonly port: number;
  /** For EventStoreDBClient.connectionString. */
  readonly connectionString: string;
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Ends it as an operator would, and waits until it is gone. */
  readonly stop: () => Promise<Exit>;
  /** Ends it as a crash would, and waits until it is gone. */
  readonly kill: () => Promise<Exit>;
  /** Closes its standard input, as the end of its parent does. */
  readonly closeStdin: () => void;
};

type StartOptions = {
  readonly dataDir: string;
  /** A command to run it under, such as a shell that sets limits. */
  readonly under?: readonly string[];
};

/** Runs an event store node of its own on a free port. Rejects with what it said when it does not start. */
export const startNode = async ({ dataDir, under = [] }: StartOptions): Promise<StartedNode> => {
  const { child, exited } = runNode(['--data-dir', dataDir, '--exit-with-stdin'], under);
  const port = await portOf(child, exited);
  const ended = async (signal: NodeJS.Signals): Promise<Exit> => {
    child.kill(signal);
    return exited;
  };
  return {
    port,
    connectionString: `esdb://127.0.0.1:${port}?tls=false`,
    pid: child.pid ?? 0,
    exited,
    stop: () => ended('SIGTERM'),
    kill: () => ended('SIGKILL'),
    closeStdin: () => child.stdin.end(),
  };
};

/** Runs the program with these arguments; it ends with this process at the latest if told to by `--exit-with-stdin`. */
export const runNode = (args: readonly string[], under: readonly string[] = []) => {
  const [command = '', ...rest] = [...under, process.execPath, program, ...args];
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'pipe'] });
  const stderr = text(child.stderr);
  const exited = once(child, 'exit').then(async (): Promise<Exit> => ({
    code: child.exitCode,
    stderr: await stderr,
  }));
  return { child, exited };
};

/** A data directory for one test, which is removed with `remove`. */
export const makeDataDir = async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'eventstore-node-'));
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) };
};

const portOf = async (child: ChildProcess, exited: Promise<Exit>): Promise<number> => {
  const ready = new Promise<unknown>((resolve) => child.stdout?.once('data', resolve));
  const early = exited.then(({ code, stderr }): never => {
    throw new Error(`the event store node ended with ${String(code)}: ${stderr}`);
  });
  return portIn(await Promise.race([ready, early]));
};

/** The port that a node says it listens on. */
export const portIn = (line: unknown): number => {
  const said: unknown = JSON.parse(String(line));
  if (typeof said === 'object' && said !== null && 'port' in said) return Number(said.port);
  throw new Error(`the event store node said ${String(line)}`);
};
