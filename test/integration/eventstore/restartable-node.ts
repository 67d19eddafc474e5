import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { makeDataDir, runNode } from '../../support/start-node.ts';

export type RestartableNode = {
  readonly url: string;
  readonly port: number;
  /** Ends it as a crash would. */
  readonly kill: () => Promise<void>;
  /** Ends it as an operator would. */
  readonly stop: () => Promise<void>;
  /** Starts it again with the same data on the same port. */
  readonly start: () => Promise<void>;
  /** Holds it up: connections stay, nothing is answered. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  readonly remove: () => Promise<void>;
};

type Running = ReturnType<typeof runNode>;

const run = async (dataDir: string, port: number) => {
  const running = runNode(['--data-dir', dataDir, '--port', String(port), '--exit-with-stdin']);
  const ready = once(createInterface(running.child.stdout), 'line');
  const ended = running.exited.then(({ stderr }) => {
    throw new Error(`the node did not start: ${stderr}`);
  });
  const line = String(await Promise.race([ready, ended]));
  const said: unknown = JSON.parse(line);
  if (typeof said !== 'object' || said === null || !('port' in said)) throw new Error(line);
  return { running, port: Number(said.port) };
};

const end = async ({ child, exited }: Running, signal: NodeJS.Signals) => {
  child.kill(signal);
  await exited;
};

/** An embedded node that keeps its port and its data through crashes. */
export const startRestartableNode = async (): Promise<RestartableNode> => {
  const data = await makeDataDir();
  let { running, port } = await run(data.dataDir, 0);
  return {
    url: `esdb://127.0.0.1:${port}?tls=false`,
    port,
    kill: () => end(running, 'SIGKILL'),
    stop: () => end(running, 'SIGTERM'),
    start: async () => {
      ({ running, port } = await run(data.dataDir, port));
    },
    freeze: () => running.child.kill('SIGSTOP'),
    thaw: () => running.child.kill('SIGCONT'),
    remove: async () => {
      await end(running, 'SIGKILL');
      await data.remove();
    },
  };
};
