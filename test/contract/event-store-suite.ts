import { describe } from 'vitest';
import { describeAppending } from './event-store/appending.ts';
import { describeDeleting } from './event-store/deleting.ts';
import { describeReading } from './event-store/reading.ts';
import { describeSubscribing } from './event-store/subscribing.ts';
import type { Connect } from './event-store/connection.ts';

/** What the ledger and its users may rely on of an event store, whichever it is. Streams are new for each test. */
export const describeEventStore = (name: string, connect: Connect): void => {
  describe(name, () => {
    describeAppending(connect);
    describeReading(connect);
    describeSubscribing(connect);
    describeDeleting(connect);
  });
};
