// Starts what its arguments say in a data folder, prints what it has started, and stays until it is killed.
import { startEmbedded } from '../../../infra/embedded/start-embedded.ts';

const [dataDir = '', ...needs] = process.argv.slice(2);
const { postgres, eventstore } = await startEmbedded({
  dataDir,
  need: { postgres: needs.includes('postgres'), eventstore: needs.includes('eventstore') },
  log: (server, line) => {
    console.error(server, line);
  },
});
const shown = (server: typeof postgres): object | undefined =>
  server && { pid: server.pid, url: server.url };
console.log(JSON.stringify({ postgres: shown(postgres), eventstore: shown(eventstore) }));
