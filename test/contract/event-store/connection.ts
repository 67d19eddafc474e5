import { randomUUID } from 'node:crypto';
import {
  jsonEvent,
  type EventStoreDBClient,
  type JSONEventData,
  type Position,
  type ResolvedEvent,
} from '@eventstore/db-client';
import { afterAll, beforeAll } from 'vitest';

/** Gives a client of the store under test. */
export type Connect = () => Promise<EventStoreDBClient>;

/** One client for the tests of a block. */
export const useClient = (connect: Connect): (() => EventStoreDBClient) => {
  let client: EventStoreDBClient | undefined;
  beforeAll(async () => {
    client = await connect();
  });
  afterAll(async () => {
    await client?.dispose();
  });
  return () => {
    if (client === undefined) throw new Error('there is no client outside of a test');
    return client;
  };
};

export const newStream = (prefix = 'test'): string => `${prefix}-${randomUUID()}`;

/** An event that is told from others by its number. */
export const numbered = (number: number, type = 'numbered'): JSONEventData =>
  jsonEvent({ type, data: { number }, metadata: { by: 'test' } });

/** So many events, numbered from `first`. */
export const numberedEvents = (count: number, first = 0): JSONEventData[] =>
  Array.from({ length: count }, (_, index) => numbered(first + index));

export const numberOf = ({ event }: ResolvedEvent): unknown => {
  const data: unknown = event?.data;
  return typeof data === 'object' && data !== null && 'number' in data ? data.number : undefined;
};

export const positionOf = ({ event }: ResolvedEvent): Position => {
  if (event?.position === undefined) throw new Error('the event has no position');
  return event.position;
};

/** The events of a read, which ends by itself. */
export const all = async (read: AsyncIterable<ResolvedEvent>): Promise<ResolvedEvent[]> =>
  Array.fromAsync(read);

type Subscription = AsyncIterable<ResolvedEvent> & { readonly unsubscribe: () => Promise<void> };

/** The first events of a subscription, which is ended then: leaving the loop alone would leave it open. */
export const firstOf = async (
  subscription: Subscription,
  count: number,
): Promise<ResolvedEvent[]> => {
  const events: ResolvedEvent[] = [];
  for await (const event of subscription) {
    events.push(event);
    if (events.length === count) break;
  }
  await subscription.unsubscribe();
  return events;
};
