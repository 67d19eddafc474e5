import { EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, beforeAll, describe } from 'vitest';
import { realEventStore, type RealEventStore } from '../support/real-event-store.ts';
import { describeEventStore } from './event-store-suite.ts';

const start = await realEventStore();

describe.skipIf(start === undefined)(
  'a real EventStoreDB (needs TEST_EVENTSTORE_URL or Docker)',
  () => {
    let real: RealEventStore | undefined;
    beforeAll(async () => {
      real = await start?.();
    }, 300_000);
    afterAll(() => real?.stop());

    describeEventStore('as an event store', async () =>
      EventStoreDBClient.connectionString(real?.url ?? ''),
    );
  },
);
