import type { Command } from 'commander';
import { settingsFrom, variables } from '../config/settings.ts';
import type { OnProgress } from '../moving/log-source.ts';
import { LogUnfit } from '../moving/log-unfit.ts';
import { moveLog } from '../moving/move-log.ts';
import { checkInstallation } from '../moving/open-log.ts';
import { placeFrom, samePlace } from '../moving/places.ts';
import { storedLog } from '../moving/stored-log.ts';
import { unlessInterrupted, type CommandContext } from './command-context.ts';
import { tellMoved } from './moved.ts';

const examples = `
A log is named by the connection string of an EventStoreDB (esdb://…, esdb+discover://…) or by the data folder of an
embedded installation, whose node is used where the service runs and started where it does not.

The target has to be empty or to hold the first events of the source: a copy that was stopped goes on when it is run again.
Nobody else may use the target until the copy is done: what others write there makes it fail. Every event comes to lie at
its own revision and in the same order over all streams. At the end the target is read back, and has to hold the same
events with the same sequences, digest and contents. Ends with 0 when that is so, else with 1.

With --follow it goes on copying what arrives: until Ctrl-C, or, where the source is a data folder, until its service is
stopped; then it copies the rest. Either way the target is verified at the end.

Where the database held read models of another log, run ledger rebuild before the service is used.

Examples:
  ledger copy-log --from .ledger --to /srv/ledger
  ledger copy-log --from .ledger --to 'esdb+discover://ledger:secret@a:2113,b:2113,c:2113' --follow
  ledger copy-log --from esdb://old:2113?tls=false --to esdb://new:2113?tls=false --to-namespace ledger2
`;

type Options = {
  readonly from: string;
  readonly to: string;
  readonly toNamespace?: string;
  readonly follow?: true;
};

const namespaceOf = (given: string | undefined, fallback: string): string => {
  if (given === undefined) return fallback;
  const read = variables.namespace.read(given);
  if ('value' in read) return read.value;
  const wanted = 'expected' in read ? `must be ${read.expected}` : read.faults.join('; ');
  throw new LogUnfit(`--to-namespace ${wanted}`);
};

/** Says once when a copy that goes on has everything that there is. */
const sayingCaughtUp = (say: (line: string) => void): OnProgress => {
  let isSaid = false;
  return ({ atEnd }, count) => {
    if (!atEnd || isSaid) return;
    isSaid = true;
    say(
      `Caught up: ${count} events. Going on with what arrives; Ctrl-C ends and verifies the copy.`,
    );
  };
};

const run = async (
  options: Options,
  signal: AbortSignal,
  { say }: CommandContext,
): Promise<void> => {
  const { namespace } = settingsFrom(process.env);
  const toNamespace = namespaceOf(options.toNamespace, namespace);
  const [from, to] = [placeFrom(options.from), placeFrom(options.to)];
  if (samePlace(from, to) && namespace === toNamespace) {
    throw new LogUnfit('--from and --to name the same log.');
  }
  const isFollowed = options.follow === true;
  await checkInstallation(from);
  const moved = await moveLog({
    source: storedLog(from, { namespace, isFollowed }, say),
    target: { place: to, namespace: toNamespace },
    signal,
    isFollowed,
    say,
    ...(isFollowed ? { onProgress: sayingCaughtUp(say) } : {}),
  });
  tellMoved(moved, say);
};

/** `ledger copy-log --from … --to …` */
export const addCopyLog = (program: Command, context: CommandContext): void => {
  program
    .command('copy-log')
    .description('copy the log from one event store to another, in order, and verify the copy')
    .requiredOption('--from <log>', 'connection string or data folder of the source')
    .requiredOption(
      '--to <log>',
      'connection string or data folder of the target, used by nobody else',
    )
    .option('--to-namespace <name>', 'namespace in the target (default: the same)')
    .option('--follow', 'go on with what arrives')
    .addHelpText('after', `${examples}${context.helpOn([variables.namespace])}`)
    .action((options: Options) =>
      unlessInterrupted(context.say, 'Stopped before anything was written.', (signal) =>
        run(options, signal, context),
      ),
    );
};
