import { settingsFrom } from '../config/settings.ts';
import { checkLogFile, logFile } from '../moving/log-file.ts';
import { moveLog } from '../moving/move-log.ts';
import { placeIn } from '../moving/places.ts';
import { showing } from '../moving/progress.ts';
import { unlessInterrupted } from './command-context.ts';
import { inWords, tellMoved } from './moved.ts';

export const importLogHelp = `
With --log the file is a log that ledger export wrote, and it goes into the event store that the settings name, not through
the service. The whole file is checked first. The store has to be empty or to hold the first events of the file, as after
an import that was stopped, which goes on so; nothing else may write to it meanwhile. At the end it is read back. Where
the database held read models before, run ledger rebuild.

Examples:
  ledger import facts.ndjson.gz --tenant openmeet
  ledger import --log log.ndjson.gz
`;

/** `ledger import --log FILE` */
export const importLog = async (file: string, say: (line: string) => void): Promise<void> => {
  const settings = settingsFrom(process.env);
  await unlessInterrupted(say, 'Stopped before anything was written.', async (signal) => {
    const state = await showing('checking the file', (onProgress) =>
      checkLogFile(file, signal, onProgress),
    );
    say(`${file} is whole: ${inWords(state)}`);
    const target = { place: placeIn(settings), namespace: settings.namespace };
    tellMoved(await moveLog({ source: logFile(file), target, signal, say }), say);
  });
};
