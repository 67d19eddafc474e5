import type { Command } from 'commander';
import { settingsFrom, variables } from '../config/settings.ts';
import { checkInstallation } from '../moving/open-log.ts';
import { placeIn } from '../moving/places.ts';
import { showing } from '../moving/progress.ts';
import { storedLog } from '../moving/stored-log.ts';
import { writeWhole } from '../moving/whole-file.ts';
import { writeLog } from '../moving/write-log.ts';
import { unlessInterrupted, type CommandContext } from './command-context.ts';
import { inWords } from './moved.ts';

const examples = `
The file holds a line for each event, in the order of the log, and at its end how many there are and their digest, by
which import --log sees that nothing is missing. Names of streams are without the namespace: a log can go to another.
It holds everything that was recorded, readable by its owner only. The service may run; what arrives after the start
may be left out. Ctrl-C leaves no file. Ends with 0 when the whole log is on disk, else with 1.

Examples:
  ledger export log.ndjson.gz
  ledger export - | gpg --encrypt --recipient me > log.ndjson.gpg
`;

const isBrokenPipe = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EPIPE';

const run = async (file: string, signal: AbortSignal, { say }: CommandContext): Promise<void> => {
  const settings = settingsFrom(process.env);
  const { namespace } = settings;
  const place = placeIn(settings);
  await checkInstallation(place);
  const source = storedLog(place, { namespace }, say);
  const isPacked = file.endsWith('.gz');
  const state = await showing('exporting', (onProgress) => {
    const written = { source, namespace, isPacked, signal, onProgress };
    return file === '-'
      ? writeLog(written, process.stdout)
      : writeWhole(file, (output) => writeLog(written, output));
  });
  say(`Exported ${inWords(state)}`);
};

/** `ledger export FILE` */
export const addExport = (program: Command, context: CommandContext): void => {
  const { namespace, dataDir, eventstoreUrl } = variables;
  program
    .command('export')
    .description('write the whole log to a file, with its digest; the service may run')
    .argument('<file>', 'lines of JSON, packed where the name ends in .gz; - for standard output')
    .addHelpText('after', `${examples}${context.helpOn([namespace, dataDir, eventstoreUrl])}`)
    .action(async (file: string) => {
      const left = file === '-' ? 'What was written is not whole.' : `Nothing is left of ${file}.`;
      try {
        await unlessInterrupted(context.say, `Stopped. ${left}`, (signal) =>
          run(file, signal, context),
        );
      } catch (error) {
        if (!isBrokenPipe(error)) throw error;
        throw new Error(`What reads the output has gone away. ${left}`, { cause: error });
      }
    });
};
