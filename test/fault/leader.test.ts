import * as t from 'io-ts';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { askLedger } from '../history/compare-figures.ts';
import { sendLines } from '../history/send-lines.ts';
import { startSharedStores, type SharedStores } from '../support/shared-stores.ts';
import type { StartedService } from '../support/start-service.ts';

const tenant = 'default';
// Longer than it takes PostgreSQL to give up a frozen leader and its transaction.
const environment = { LEDGER_WAIT_SECONDS: '50' };

// PostgreSQL takes its time before it gives up a frozen leader.
vi.setConfig({ testTimeout: 180_000 });

let stores: SharedStores;
let administrator: pg.Client;
let sent: number;
beforeEach(async () => {
  stores = await startSharedStores();
  administrator = new pg.Client({ connectionString: stores.databaseUrl });
  await administrator.connect();
  sent = 0;
});
afterEach(async () => {
  await administrator.end();
  await stores.stop();
});

const Summary = t.type({ facts: t.string });
const Projections = t.array(t.type({ sequence: t.string, state: t.string, digest: t.string }));

const factLine = (): string => {
  sent += 1;
  return JSON.stringify({
    specversion: '1.0',
    id: `fact-${sent}`,
    source: 'urn:test',
    type: 'openmeet.message.sent',
    subject: `user:u${sent % 7}`,
    time: '2026-01-15T09:30:00Z',
    data: { channel: 'chat' },
  });
};

/** Sends facts that are new, and some of them twice; gives the position from which on queries see them. */
const send = async (service: StartedService): Promise<string> => {
  const lines = Array.from({ length: 50 }, factLine);
  await sendLines({ ...service, tenant }, lines);
  const again = await sendLines({ ...service, tenant }, lines);
  expect(again).toMatchObject({ accepted: 0, duplicates: 50 });
  return again.position;
};

/** Nothing is lost or doubled: all that was sent counts once, and lies in the log once. */
const expectAllCounted = async (service: StartedService, position: string): Promise<void> => {
  const asked = { ...service, tenant };
  const { facts } = await askLedger(asked, `/v1/summary?after=${position}`, Summary);
  expect(facts).toBe(String(sent));
  const projections = await askLedger(asked, '/v1/projections', Projections);
  for (const { sequence, state } of projections) {
    expect({ sequence, state }).toEqual({ sequence: String(sent), state: 'live' });
  }
};

const leads = async ({ url }: StartedService): Promise<boolean> => {
  const page = await (await fetch(new URL('/metrics', url))).text();
  return /^ledger_feed_leader 1$/m.test(page);
};

const until = async (condition: () => Promise<boolean>): Promise<void> => {
  while (!(await condition()));
};

/** A leader, and one that stands by. */
const startTwo = async () => {
  const leader = await stores.startService(environment);
  const other = await stores.startService(environment);
  expect([await leads(leader), await leads(other)]).toEqual([true, false]);
  return { leader, other };
};

test('of two services one leads, and both take facts and answer', async () => {
  const { leader, other } = await startTwo();
  const positions = await Promise.all([send(leader), send(other)]);
  const last = positions.toSorted((a, b) => Number(BigInt(a) - BigInt(b))).at(-1) ?? '0';
  await expectAllCounted(leader, last);
  await expectAllCounted(other, last);
  expect([await leads(leader), await leads(other)]).toEqual([true, false]);
});

test.each(['kill', 'stop'] as const)('%s of the leader: the other one takes over', async (end) => {
  const { leader, other } = await startTwo();
  await send(leader);
  const sending = send(other);
  await leader[end]();
  await expectAllCounted(other, await sending);
  expect(await leads(other)).toBe(true);
  // Whoever comes again stands by.
  const again = await stores.startService(environment);
  await expectAllCounted(again, await send(again));
  expect([await leads(again), await leads(other)]).toEqual([false, true]);
});

test('a leader that stops hands over at once, which a frozen one cannot', async () => {
  const { leader, other } = await startTwo();
  await leader.stop();
  const { rows } = await administrator.query<{ readonly pid: number }>(
    `select pid from pg_stat_activity where application_name like 'ledger, process ${leader.pid} %'`,
  );
  expect(rows).toEqual([]);
  await until(() => leads(other));
});

test('a leader that is frozen is taken over from, and stands by when it wakes up', async () => {
  const { leader, other } = await startTwo();
  await send(leader);
  process.kill(leader.pid, 'SIGSTOP');
  await expectAllCounted(other, await send(other));
  expect(await leads(other)).toBe(true);
  process.kill(leader.pid, 'SIGCONT');
  await until(async () => !(await leads(leader)));
  await expectAllCounted(leader, await send(leader));
  await expectAllCounted(other, await send(other));
  expect([await leads(leader), await leads(other)]).toEqual([false, true]);
});

/** Holds the row that each batch moves first, until it is let go. */
const holdCheckpoint = async () => {
  await administrator.query('begin');
  await administrator.query('select * from read.checkpoint for update');
  const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
  return {
    someoneWaits: async () => {
      // Within a transaction the server shows the same activity for ever.
      await administrator.query('select pg_stat_clear_snapshot()');
      return (await administrator.query(waiting)).rows.length > 0;
    },
    letGo: () => administrator.query('rollback'),
  };
};

test('a leader that is frozen in the middle of a batch does not keep the rows it has locked', async () => {
  const { leader, other } = await startTwo();
  const checkpoint = await holdCheckpoint();
  await send(other);
  await until(checkpoint.someoneWaits);
  process.kill(leader.pid, 'SIGSTOP');
  await checkpoint.letGo();
  await expectAllCounted(other, await send(other));
  process.kill(leader.pid, 'SIGCONT');
  await until(async () => !(await leads(leader)));
  await expectAllCounted(leader, await send(leader));
});
