import { afterAll, beforeAll, describe } from 'vitest';
import { realEventStore, type RealEventStore } from '../../support/real-event-store.ts';
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

const startReal = await realEventStore();

describe.skipIf(startReal === undefined)(
  'a real EventStoreDB (needs TEST_EVENTSTORE_URL or Docker)',
  () => {
    let real: RealEventStore | undefined;
    beforeAll(async () => {
      real = await startReal?.();
    }, 300_000);
    afterAll(() => real?.stop());
    describeEventLog('keeps the event log', () => real?.url ?? '');
  },
);
