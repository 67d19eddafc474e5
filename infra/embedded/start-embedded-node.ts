import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EmbeddedServer, type LineLog, logNothing } from './embedded-server.ts';
import type { Escalation } from './escalation.ts';
import { runServer } from './run-server.ts';
import { stopOrphan } from './stop-orphan.ts';

const nodeProgram = fileURLToPath(new URL('../eventstore-node/main.ts', import.meta.url));

// What it keeps is bounded; left alone, V8 lets garbage grow with the machine's memory.
const heapMib = 192;

const escalation: Escalation = [
  { signal: 'SIGTERM', patienceMs: 20_000 },
  // Everything it has confirmed is on disk.
  { signal: 'SIGKILL', patienceMs: 5_000 },
];

/**
 * Starts the project's own event store node on `<dataDir>/eventstore`, on a free port of the loopback interface.
 *
 * The caller holds the lock of the data folder, so a node that still runs there is left over from a parent that was
 * killed, and is ended first.
 *
 * @param program the node's main file.
 */
export const startEmbeddedNode = async ({
  dataDir,
  log = logNothing,
  program = nodeProgram,
}: {
  readonly dataDir: string;
  readonly log?: LineLog;
  readonly program?: string;
}): Promise<EmbeddedServer> => {
  await mkdir(join(dataDir, 'eventstore'), { recursive: true, mode: 0o700 });
  // The real path, so that a later start finds it on the command line of a node left over, from whichever folder.
  const folder = await realpath(join(dataDir, 'eventstore'));
  const pidFile = join(dataDir, 'eventstore.pid');
  const place = ['--data-dir', folder];
  const orphan = Number(await readFile(pidFile, 'utf8').catch(() => ''));
  if (orphan > 0) await stopOrphan(orphan, place.join(' '), escalation);

  const { ready, pid, failed, stop } = await runServer({
    name: 'The embedded event store node',
    command: process.execPath,
    args: [
      `--max-old-space-size=${heapMib}`,
      program,
      ...place,
      '--port',
      '0',
      '--exit-with-stdin',
    ],
    options: {},
    readyWhen: portIn,
    escalation,
    log,
  });
  await writeFile(pidFile, `${pid}\n`);
  return { url: `esdb://127.0.0.1:${ready}?tls=false`, pid, failed, stop };
};

const portIn = (line: string): number | undefined => {
  const port = /^\{"port":(\d+)\}$/.exec(line)?.[1];
  return port === undefined ? undefined : Number(port);
};
