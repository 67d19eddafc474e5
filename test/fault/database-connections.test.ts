import pg from 'pg';
import * as t from 'io-ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { askLedger, compareFigures } from '../history/compare-figures.ts';
import { readExpected } from '../history/expected-figures.ts';
import { historyLines, openmeet } from '../history/history-lines.ts';
import { sendLines } from '../history/send-lines.ts';
import { startPostgres, type TestPostgres } from '../support/start-postgres.ts';
import { runLedger, startService, type StartedService } from '../support/start-service.ts';
import { temporaryDataDir } from '../support/temporary-dir.ts';

let dataDir: Awaited<ReturnType<typeof temporaryDataDir>>;
let postgres: TestPostgres;
let service: StartedService | undefined;
beforeEach(async () => {
  dataDir = await temporaryDataDir();
  postgres = await startPostgres();
});
afterEach(async () => {
  await service?.stop();
  await postgres.stop();
  await dataDir.remove();
});

/** Sends a batch again until it is in: while the database is away the service says so. */
const sendUntilIn = async (started: StartedService, lines: readonly string[]): Promise<string> => {
  for (;;) {
    try {
      return (await sendLines({ ...started, tenant: openmeet.tenant }, lines)).position;
    } catch (error) {
      if (!String(error).includes('503')) throw error;
    }
  }
};

test('connections to the database that break, again and again, cost no fact and no figure', async () => {
  const expected = await readExpected(openmeet.expected);
  const lines = await historyLines(openmeet.file);
  const databaseUrl = await postgres.createDatabase();
  service = await startService(dataDir.path, { DATABASE_URL: databaseUrl });
  const administrator = new pg.Client({ connectionString: databaseUrl });
  await administrator.connect();
  let position = '0';
  for (let from = 0; from < lines.length; from += 400) {
    position = await sendUntilIn(service, lines.slice(from, from + 400));
    await administrator.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
    );
  }
  await administrator.end();
  const answering = { ...service, tenant: openmeet.tenant };
  await askLedger(answering, `/v1/summary?after=${position}`, t.unknown);
  expect((await compareFigures(answering, expected)).wrong).toEqual([]);
});

test('a start that fails leaves nothing running and ends by itself', async () => {
  const { exited, lines, child } = runLedger(['serve'], {
    PORT: '0',
    LEDGER_DATA_DIR: dataDir.path,
    EVENTSTORE_URL: 'esdb://user@:?tls=maybe',
  });
  child.stdout.resume();
  expect(await exited).not.toBe(0);
  expect(lines.join('\n')).not.toContain('Ready');
});
