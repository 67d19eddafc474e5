import { resolve } from 'node:path';
import type { Command } from 'commander';
import { settingsFrom, variables } from '../config/settings.ts';
import { startEmbedded } from '../embedded/start-embedded.ts';
import { readManifest } from '../moving/manifest.ts';
import { placeIn } from '../moving/places.ts';
import { restore } from '../moving/restore.ts';
import { connectPostgres } from '../postgres/database.ts';
import { unlessInterrupted, type CommandContext } from './command-context.ts';
import { tellMoved } from './moved.ts';

const examples = `
All of the backup is checked before anything is written. The installation has to be empty, or to hold the first events of
the backup's log, as after a restore that was stopped, which goes on so. The service must be stopped. After the log comes
schema ops, in one transaction; read models that are there are dropped, and the next start fills them from the log. Ends with
0 when everything is restored and was read back, else with 1.

Examples:
  ledger restore /var/backups/ledger/2026-11-01
  LEDGER_DATA_DIR=/tmp/drill ledger restore /var/backups/ledger/2026-11-01
`;

const run = async (dir: string, signal: AbortSignal, { say }: CommandContext): Promise<void> => {
  const settings = settingsFrom(process.env);
  const { namespace, dataDir, databaseUrl, eventstoreUrl } = settings;
  // Before anything is started: what is no backup must not leave a new installation behind.
  await readManifest(dir);
  await using opened = new AsyncDisposableStack();
  // Takes the lock of the data folder, so that no service runs there meanwhile.
  const servers = await startEmbedded({
    dataDir,
    need: { postgres: databaseUrl === undefined, eventstore: eventstoreUrl === undefined },
    log: () => undefined,
  });
  opened.defer(servers.stop);
  const url = databaseUrl ?? servers.postgres?.url;
  if (url === undefined) throw new Error('PostgreSQL has no address');
  const db = connectPostgres({
    url,
    connectionsMax: 1,
    onError: ({ message }) => {
      say(message);
    },
  });
  opened.defer(() => db.destroy());
  const target = { place: placeIn(settings), namespace };
  const restored = await restore({ dir: resolve(dir), db, target, signal, say });
  tellMoved(restored, say);
  if (restored.isComplete) say('Schema ops is restored. The next start fills the read models.');
};

/** `ledger restore DIR` */
export const addRestore = (program: Command, context: CommandContext): void => {
  const { namespace, dataDir, eventstoreUrl, databaseUrl } = variables;
  const settings = context.helpOn([namespace, dataDir, eventstoreUrl, databaseUrl]);
  program
    .command('restore')
    .description('restore a backup into an empty installation; the service must be stopped')
    .argument('<folder>', 'what ledger backup has made')
    .addHelpText('after', `${examples}${settings}`)
    .action((dir: string) =>
      unlessInterrupted(context.say, 'Stopped before anything was written.', (signal) =>
        run(dir, signal, context),
      ),
    );
};
