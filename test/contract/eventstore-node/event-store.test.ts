import { EventStoreDBClient } from '@eventstore/db-client';
import { describe } from 'vitest';
import { describeEventStore } from '../event-store-suite.ts';
import { useNode } from './use-node.ts';

describe('the embedded node', () => {
  const node = useNode();
  describeEventStore('as an event store', async () =>
    EventStoreDBClient.connectionString(node().connectionString),
  );
});
