import { afterAll, beforeAll, describe, test } from 'vitest';
import { describeEventLog } from './event-log-suite.ts';
import { startRestartableNode, type RestartableNode } from './restartable-node.ts';

describe('the embedded node', () => {
  let node: RestartableNode;
  beforeAll(async () => {
    node = await startRestartableNode();
  });
  afterAll(() => node.remove());
  describeEventLog('keeps the event log', () => node.url);
});

const { TEST_EVENTSTORE_URL: url } = process.env;
if (url === undefined) {
  test.skip('EventStoreDB keeps the event log (TEST_EVENTSTORE_URL is not set)', () => undefined);
} else {
  describeEventLog('EventStoreDB keeps the event log', () => url);
}
