import { mkdir, realpath } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EmbeddedServer, type LineLog, logNothing } from './embedded-server.ts';
import { lockDataDir } from './lock-data-dir.ts';
import { postgresBinaries } from './postgres/binaries.ts';
import { ensureCluster } from './postgres/cluster.ts';
import { freePort } from './postgres/free-port.ts';
import { clusterIn, postgresHome } from './postgres/home.ts';
import { pidFileIn, postgresEscalation, stopLeftoverServer } from './postgres/leftover-server.ts';
import { postgresPassword } from './postgres/password.ts';
import { rootFolder } from './postgres/root-folder.ts';
import {
  databaseName,
  postgresEnvironment,
  serverArguments,
  userName,
} from './postgres/settings.ts';
import { postgresUser, type SystemUser } from './postgres/system-user.ts';
import { watched } from './postgres/watched-command.ts';
import { runServer, type RunningServer } from './run-server.ts';

/**
 * Starts a real Postgres, from the binaries that npm has installed, on `<dataDir>/postgres`: with a password, on a free
 * port of the loopback interface. The first start makes the data and the database `ledger`.
 *
 * @throws with Postgres' own last lines when it does not start, and when its data are in use by another process.
 */
export const startEmbeddedPostgres = async ({
  dataDir,
  log = logNothing,
}: {
  readonly dataDir: string;
  readonly log?: LineLog;
}): Promise<EmbeddedServer> => {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const folder = await realpath(dataDir);
  const user = await postgresUser();
  const home = await postgresHome(folder, user, log);
  // A lock of its own: the data may lie elsewhere, and two data folders, one the other's copy, may lead there.
  const lock = await lockDataDir(home);
  try {
    await stopLeftoverServer(clusterIn(home));
    const binaries = await postgresBinaries(
      user,
      user === undefined ? async () => folder : rootFolder,
    );
    const password = await postgresPassword(folder, home);
    const cluster = await ensureCluster(binaries, home, user, password);
    const server = await run(binaries.postgres, cluster, user, log);
    return {
      url: `postgres://${userName}:${password}@127.0.0.1:${server.ready}/${databaseName}`,
      pid: server.pid,
      failed: server.failed,
      stop: async () => {
        await server.stop();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
};

const tries = 100;
const pauseMs = 200;

/** Why a start fails that succeeds a moment later. */
const passing = new RegExp(
  [
    // Another process was faster to the port.
    'could not create any TCP/IP sockets',
    // The sessions of a server that was killed have not all noticed it yet and hold on to its memory.
    'pre-existing shared memory block',
    // A server whose parent was killed just after starting it is about to end.
    'lock file "postmaster.pid" already exists',
  ].join('|'),
);

const run = async (
  postgres: string,
  cluster: string,
  user: SystemUser | undefined,
  log: LineLog,
): Promise<RunningServer<number>> => {
  for (let left = tries; ; left--) {
    const port = await freePort();
    try {
      return await runServer({
        name: 'The embedded Postgres',
        ...watched(
          { command: postgres, args: serverArguments(cluster, port) },
          pidFileIn(cluster),
          postgresEscalation,
        ),
        options: { ...user, cwd: '/', env: postgresEnvironment() },
        readyWhen: (line) =>
          line.includes('database system is ready to accept connections') ? port : undefined,
        escalation: postgresEscalation,
        log,
      });
    } catch (error) {
      if (left === 1 || !(error instanceof Error) || !passing.test(error.message)) throw error;
      await sleep(pauseMs);
    }
  }
};
