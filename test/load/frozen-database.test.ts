import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { headersFor, postBatch } from '../../bench/load/post-batch.ts';
import { treeOf } from '../../bench/processes/usage.ts';
import { gone, isAlive } from '../integration/embedded/processes.ts';
import { startPostgres } from '../support/start-postgres.ts';
import { startService, type StartedService } from '../support/start-service.ts';
import { temporaryDataDir } from '../support/temporary-dir.ts';

let dataDir: Awaited<ReturnType<typeof temporaryDataDir>>;
let service: StartedService | undefined;
beforeEach(async () => {
  dataDir = await temporaryDataDir();
});
afterEach(async () => {
  await service?.stop();
  await dataDir.remove();
});

const shortly = { LEDGER_QUERY_SECONDS: '1' };

const get = (started: StartedService, path: string): Promise<Response> =>
  fetch(new URL(path, started.url), { headers: headersFor(started) });

const problemOf = async (response: Response) => ({
  status: response.status,
  retryAfter: response.headers.get('retry-after'),
  body: (await response.json()) as unknown,
});

test('while the database is frozen everyone is told to come again, and afterwards all goes on', async () => {
  const started = await startService(dataDir.path, shortly);
  service = started;
  const position = await postBatch(started, [0, 1, 2]);
  const processes = await treeOf(started.embedded.postgres);
  for (const pid of processes) process.kill(pid, 'SIGSTOP');
  try {
    const queries = Array.from({ length: 100 }, () => get(started, '/v1/summary'));
    const posts = [3, 4, 5].map((number) => postBatch(started, [number]));
    expect((await get(started, '/healthz')).status).toBe(200);
    for (const answer of await Promise.all(queries)) {
      expect(await problemOf(answer)).toMatchObject({
        status: 503,
        retryAfter: expect.stringMatching(/^[1-9]$/) as unknown,
        body: { type: 'unavailable' },
      });
    }
    expect(await Promise.all(posts)).toEqual(posts.map(() => ({ kind: 'shed' })));
    expect(await (await get(started, '/metrics')).text()).toMatch(
      /ledger_requests_shed_total\{reason="queries"\} [1-9]/,
    );
  } finally {
    for (const pid of processes) process.kill(pid, 'SIGCONT');
  }
  expect(position).toMatchObject({ answer: { accepted: 3 } });
  await expect
    .poll(async () => (await get(started, '/v1/summary')).status, { timeout: 30_000 })
    .toBe(200);
  await expect
    .poll(async () => (await postBatch(started, [3, 4, 5])).kind, { timeout: 30_000 })
    .toBe('acknowledged');
});

test(
  'a stop ends in time although the database does not answer',
  { timeout: 120_000 },
  async () => {
    const started = await startService(dataDir.path, { ...shortly, LEDGER_STOP_SECONDS: '5' });
    service = started;
    const { postgres } = started.embedded;
    const processes = await treeOf(postgres);
    for (const pid of processes) process.kill(pid, 'SIGSTOP');
    try {
      expect(await started.stop()).toBe(1);
    } finally {
      // The postmaster the watcher has killed, or will; its children end when they find it gone.
      for (const pid of processes) if (isAlive(pid)) process.kill(pid, 'SIGCONT');
    }
    await gone(postgres);
  },
);

test('a query that takes too long is given up, and PostgreSQL is not left with it', async () => {
  const postgres = await startPostgres();
  try {
    const url = await postgres.createDatabase();
    const started = await startService(dataDir.path, { ...shortly, DATABASE_URL: url });
    service = started;
    const locking = new pg.Client({ connectionString: url });
    await locking.connect();
    await locking.query('begin');
    await locking.query('lock table read.fact_counts');
    const answer = await get(started, '/v1/summary');
    expect(await problemOf(answer)).toMatchObject({
      status: 504,
      body: { type: 'query-too-slow' },
    });
    const { rows } = await locking.query(
      "select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
    );
    expect(rows).toEqual([]);
    await locking.end();
    await expect.poll(async () => (await get(started, '/v1/summary')).status).toBe(200);
    await started.stop();
  } finally {
    await service?.stop();
    await postgres.stop();
  }
});
