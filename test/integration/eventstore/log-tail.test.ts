import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventLog } from '../../../domain/event-log.ts';
import { firstOfOurs, lastOfOurs } from '../../../infra/feed/log-tail.ts';
import { connectEventLog } from '../../../infra/eventstore/connect-event-log.ts';
import { makeDataDir, startNode, type StartedNode } from '../../support/start-node.ts';

let dataDir: Awaited<ReturnType<typeof makeDataDir>>;
let node: StartedNode;
let log: EventLog;
let others: EventStoreDBClient;
beforeAll(async () => {
  dataDir = await makeDataDir();
  node = await startNode({ dataDir: dataDir.dataDir });
  log = connectEventLog({ url: node.connectionString });
  others = EventStoreDBClient.connectionString(node.connectionString);
});
afterAll(async () => {
  await log.close();
  await others.dispose();
  await node.stop();
  await dataDir.remove();
});

const tail = (after: bigint | undefined) => ({ log, prefix: 'ledger_', after });

const appendOurs = async (id: string): Promise<bigint> => {
  const event = { id, type: 'thing.happened', data: {}, metadata: {} };
  const appended = await log.append({ stream: 'ledger_usage-t.user:u.202601', events: [event] });
  if (appended.outcome !== 'appended') throw new Error(appended.outcome);
  return appended.position;
};

test('the last of our events is found, whoever wrote after it', async () => {
  expect(await lastOfOurs(tail(undefined))).toBeUndefined();
  expect(await firstOfOurs(tail(undefined))).toBeUndefined();

  const first = await appendOurs('00000000-0000-4000-8000-000000000001');
  const last = await appendOurs('00000000-0000-4000-8000-000000000002');
  await others.appendToStream('somebody-else', jsonEvent({ type: 'other', data: {} }));

  expect(await lastOfOurs(tail(undefined))).toBe(last);
  expect(await lastOfOurs(tail(first))).toBe(last);
  expect(await lastOfOurs(tail(last))).toBe(last);
  expect(await firstOfOurs(tail(first))).toMatchObject({ position: last });
  expect(await firstOfOurs(tail(last))).toBeUndefined();
});
