import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Escalation } from '../escalation.ts';
import { stopOrphan } from '../stop-orphan.ts';

/** Fast shutdown, then immediate shutdown, which is a crash to recover from, then what even a frozen process obeys. */
export const postgresEscalation: Escalation = [
  { signal: 'SIGINT', patienceMs: 20_000 },
  { signal: 'SIGQUIT', patienceMs: 10_000 },
  { signal: 'SIGKILL', patienceMs: 5_000 },
];

/** Where Postgres keeps its pid while it runs. */
export const pidFileIn = (cluster: string): string => join(cluster, 'postmaster.pid');

/**
 * Ends a server that an earlier parent has left behind on these data. The caller holds their lock, so nobody needs it.
 * Then the server's own lock file goes too: its pid may belong to another process by now, or to a zombie, and Postgres
 * would refuse to start for ever. Postgres goes on to see by its shared memory whether anything still uses the data.
 */
export const stopLeftoverServer = async (cluster: string): Promise<void> => {
  const file = pidFileIn(cluster);
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0]);
  if (pid > 0) await stopOrphan(pid, `-D ${cluster}`, postgresEscalation);
  await rm(file, { force: true });
};
