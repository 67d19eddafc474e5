import { resolve } from 'node:path';
import type { Command } from 'commander';
import { settingsFrom, variables } from '../config/settings.ts';
import { reachServers } from '../embedded/reach-servers.ts';
import { backUp } from '../moving/back-up.ts';
import { checkInstallation } from '../moving/open-log.ts';
import { placeIn } from '../moving/places.ts';
import { storedLog } from '../moving/stored-log.ts';
import { connectPostgres } from '../postgres/database.ts';
import { unlessInterrupted, type CommandContext } from './command-context.ts';
import { inWords } from './moved.ts';

const examples = `
The folder holds the whole log and every table of schema ops, as lines of JSON, and backup.json with counts, digest and
the SHA-256 of each file. It gets its name when all of it is on disk; Ctrl-C leaves nothing. Only its owner can read it: it
holds everything that was recorded. The service may run. Not in it: the read models, which are filled from the log, and
the admin key. Ends with 0 when the backup is whole, else with 1.

Examples:
  ledger backup /var/backups/ledger/$(date +%F)
`;

const run = async (dir: string, signal: AbortSignal, { say }: CommandContext): Promise<void> => {
  const settings = settingsFrom(process.env);
  const { namespace, dataDir, databaseUrl, eventstoreUrl } = settings;
  const place = placeIn(settings);
  await checkInstallation(place);
  await using opened = new AsyncDisposableStack();
  const servers = await reachServers({
    dataDir,
    need: { postgres: databaseUrl === undefined, eventstore: eventstoreUrl === undefined },
  });
  opened.defer(servers.release);
  const url = databaseUrl ?? servers.postgresUrl;
  if (url === undefined) throw new Error('PostgreSQL has no address');
  const db = connectPostgres({
    url,
    connectionsMax: 1,
    onError: ({ message }) => {
      say(message);
    },
  });
  opened.defer(() => db.destroy());
  const source = storedLog(place, { namespace }, say);
  const { log, ops } = await backUp({ dir: resolve(dir), namespace, source, db, signal });
  const rows = ops.tables.reduce((sum, table) => sum + table.rows, 0);
  say(`${dir}: ${inWords(log)}; ${rows} rows of ${ops.tables.length} tables of schema ops`);
};

/** `ledger backup DIR` */
export const addBackup = (program: Command, context: CommandContext): void => {
  const { namespace, dataDir, eventstoreUrl, databaseUrl } = variables;
  const settings = context.helpOn([namespace, dataDir, eventstoreUrl, databaseUrl]);
  program
    .command('backup')
    .description('back up the log and what else cannot be had from it; the service may run')
    .argument('<folder>', 'a folder that is not there yet')
    .addHelpText('after', `${examples}${settings}`)
    .action((dir: string) =>
      unlessInterrupted(context.say, `Stopped. Nothing is left of ${dir}.`, (signal) =>
        run(dir, signal, context),
      ),
    );
};
