import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runLedger } from '../../test/support/start-service.ts';
import type { Resources } from './resources.ts';

export type Role = 'all' | 'api' | 'projections';

/** The service in a process of its own; it may not be ready yet. */
export type Service = {
  readonly pid: number;
  /** Resolves when it takes requests: with where, and with the servers that it started. Throws where it does not start. */
  readonly ready: Promise<ReadyService>;
  readonly stop: () => Promise<void>;
};

export type ReadyService = {
  readonly url: string;
  readonly key: string;
  readonly pids: {
    readonly service: number;
    readonly eventstore: number;
    readonly postgres: number;
  };
};

type Where = {
  readonly dataDir: string;
  readonly role: Role;
  /** Servers that run already; the service starts those that are not named. */
  readonly eventstoreUrl?: string;
  readonly databaseUrl?: string;
};

// Each limit would end a run, and the runs are to show how fast the service is without one.
const settingsFor = ({ dataDir, role, eventstoreUrl = '', databaseUrl = '' }: Where) => ({
  PORT: '0',
  HOST: '127.0.0.1',
  LEDGER_DATA_DIR: dataDir,
  LEDGER_ROLE: role,
  LEDGER_NAMESPACE: 'ledger',
  LEDGER_UNPROJECTED_MAX: '100000000',
  LEDGER_BODIES_MAX_MIB: '10000',
  LEDGER_REQUESTS_MAX: '10000',
  LEDGER_REQUESTS_PER_SECOND: '1000000',
  LEDGER_WAIT_SECONDS: '600',
  EVENTSTORE_URL: eventstoreUrl,
  DATABASE_URL: databaseUrl,
});

const readyWithinMs = 60_000;
const pollMs = 20;

/** Waits until the service says that it can do all that is its. */
export const untilReady = async (url: string): Promise<void> => {
  const giveUpAt = performance.now() + readyWithinMs;
  for (;;) {
    const { status } = await fetch(new URL('/readyz', url));
    if (status === 200) return;
    if (performance.now() > giveUpAt) throw new Error(`the service is not ready: ${status}`);
    await delay(pollMs);
  }
};

/** Starts the service as an operator would. */
export const startService = ({ defer }: Resources, where: Where): Service => {
  const { child, lines, read, exited } = runLedger(['serve'], settingsFor(where));
  child.stdout.resume();
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  defer(stop);
  const pid = child.pid ?? 0;
  const pidOf = (server: string): number =>
    Number(new RegExp(`${server} \\(pid (\\d+)\\)`).exec(lines.join('\n'))?.[1] ?? 0);
  const listening = new Promise<string>((resolve, reject) => {
    read.on('line', (line) => {
      const url = /^Ready at (\S+)$/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
    void exited.then((code) => {
      reject(new Error(`the service ended with ${String(code)}: ${lines.join('\n')}`));
    });
  });
  const ready = listening.then(async (url): Promise<ReadyService> => {
    const key = (await readFile(join(where.dataDir, 'admin.key'), 'utf8')).trim();
    const pids = {
      service: pid,
      eventstore: pidOf('event store node'),
      postgres: pidOf('PostgreSQL'),
    };
    return { url, key, pids };
  });
  // Whoever waits for it is told; a run that is interrupted waits no more.
  ready.catch(() => undefined);
  return { pid, ready, stop };
};

/**
 * Starts the service on empty stores of its own and waits until it takes facts. Without projections it opens only when
 * its fact index has been read up to the end of the log, which a new event store fills a little itself; so they run once.
 */
export const startOnEmptyStores = async (
  resources: Resources,
  { dataDir, role }: { readonly dataDir: string; readonly role: 'all' | 'api' },
): Promise<ReadyService> => {
  if (role === 'api') {
    const first = startService(resources, { dataDir, role: 'all' });
    await untilReady((await first.ready).url);
    await first.stop();
  }
  const service = await startService(resources, { dataDir, role }).ready;
  await untilReady(service.url);
  return service;
};
