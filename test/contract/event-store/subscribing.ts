import { once } from 'node:events';
import {
  END,
  eventTypeFilter,
  START,
  streamNameFilter,
  type AllStreamSubscription,
  type Position,
  type StreamSubscription,
} from '@eventstore/db-client';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  firstOf,
  newStream,
  numbered,
  numberedEvents,
  numberOf,
  positionOf,
  useClient,
  type Connect,
} from './connection.ts';

/** Resolves when the subscription has been sent all there was, which nobody has to have read for that. */
const caughtUp = async (subscription: StreamSubscription | AllStreamSubscription) => {
  await once(subscription, 'caughtUp');
  return subscription;
};

const isPosition = (item: unknown): item is Position =>
  typeof item === 'object' && item !== null && 'commit' in item;

export const describeSubscribing = (connect: Connect): void => {
  describe('subscribing to a stream', () => {
    const client = useClient(connect);

    it.each([
      ['from the start', START, [0, 1, 2, 3, 4, 5]],
      ['after a revision', 1n, [2, 3, 4, 5]],
      ['from the end', END, [3, 4, 5]],
    ] as const)('%s gives what there is, then what comes', async (_what, fromRevision, numbers) => {
      const stream = newStream();
      await client().appendToStream(stream, numberedEvents(3));
      const subscription = client().subscribeToStream(stream, { fromRevision });
      const given = firstOf(subscription, numbers.length);
      await caughtUp(subscription);
      await client().appendToStream(newStream(), numbered(99));
      await client().appendToStream(stream, numberedEvents(3, 3));

      expect((await given).map(numberOf)).toEqual(numbers);
    });

    it('waits for a stream that is not there yet', async () => {
      const stream = newStream();
      const subscription = client().subscribeToStream(stream);
      const given = firstOf(subscription, 1);
      await caughtUp(subscription);
      await client().appendToStream(stream, numbered(1));

      expect((await given).map(numberOf)).toEqual([1]);
    });
  });

  describe('subscribing to the log', () => {
    const client = useClient(connect);

    it('gives what lies after the position, then what comes', async () => {
      const stream = newStream();
      const { position } = await client().appendToStream(stream, numberedEvents(3));
      await client().appendToStream(stream, numbered(3));
      const subscription = client().subscribeToAll({ fromPosition: position ?? START });
      const given = firstOf(subscription, 2);
      await caughtUp(subscription);
      await client().appendToStream(stream, numbered(4));

      expect((await given).map(numberOf)).toEqual([3, 4]);
    });

    it('gives from the end only what comes', async () => {
      const stream = newStream();
      await client().appendToStream(stream, numberedEvents(3));
      const subscription = client().subscribeToAll({ fromPosition: END });
      const given = firstOf(subscription, 1);
      await caughtUp(subscription);
      await client().appendToStream(stream, numbered(3));

      expect((await given).map(numberOf)).toEqual([3]);
    });

    it('gives every subscriber everything in the order of the log', async () => {
      const prefix = newStream('many');
      const filter = streamNameFilter({ prefixes: [prefix] });
      const subscriptions = Array.from({ length: 20 }, () => client().subscribeToAll({ filter }));
      const given = subscriptions.map((subscription) => firstOf(subscription, 600));
      await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          client().appendToStream(`${prefix}-${index % 7}`, numberedEvents(10, index * 10)),
        ),
      );

      const logs = await Promise.all(given);
      const [first = []] = logs;
      const positions = first.map((event) => positionOf(event).commit);
      expect(positions).toEqual(positions.toSorted((a, b) => (a < b ? -1 : 1)));
      expect(new Set(first.map(numberOf)).size).toBe(600);
      for (const log of logs) expect(log.map(numberOf)).toEqual(first.map(numberOf));
    });
  });

  describe('subscribing with a filter', () => {
    const client = useClient(connect);
    const prefix = newStream('filtered');
    const type = newStream('type');
    let before: Position | undefined;

    beforeAll(async () => {
      before = (await client().appendToStream(newStream(), numbered(0))).position;
      for (let index = 0; index < 200; index++) {
        const stream = index % 2 === 0 ? `${prefix}-${index}` : newStream('other');
        await client().appendToStream(stream, numbered(index, index % 4 === 0 ? type : 'usual'));
      }
    });

    const even = Array.from({ length: 100 }, (_, index) => index * 2);
    const everyFourth = Array.from({ length: 50 }, (_, index) => index * 4);
    it.each([
      ['a prefix of the stream', streamNameFilter({ prefixes: ['nothing-', prefix] }), even],
      ['a regex on the stream', streamNameFilter({ regex: `^${prefix}-\\d+$` }), even],
      ['a prefix of the type', eventTypeFilter({ prefixes: [type] }), everyFourth],
      ['a regex on the type', eventTypeFilter({ regex: `^${type}$` }), everyFourth],
    ])('gives what matches %s', async (_what, filter, numbers) => {
      const given = await firstOf(client().subscribeToAll({ filter }), numbers.length);
      expect(given.map(numberOf)).toEqual(numbers);
    });

    it('says how far it looked, in order with the events', async () => {
      const seen: (Position | number)[] = [];
      const subscription = client().subscribeToAll({
        fromPosition: before ?? START,
        filter: streamNameFilter({
          prefixes: [prefix],
          maxSearchWindow: 10,
          checkpointInterval: 2,
          // Pushed into the stream, else it comes before events that were sent before it.
          checkpointReached: async (stream, position) => {
            stream.push(position);
          },
        }),
      });
      for await (const item of subscription) {
        seen.push(isPosition(item) ? item : Number(numberOf(item)));
        if (seen.length === 105) break;
      }
      await subscription.unsubscribe();

      // Of 20 considered, 10 match.
      const places = seen.flatMap((item, index) => (isPosition(item) ? [index] : []));
      expect(places).toEqual([10, 21, 32, 43, 54, 65, 76, 87, 98]);
      const positions = seen.filter(isPosition);
      for (const fromPosition of positions) {
        const after = client().readAll({ fromPosition, maxCount: 1 });
        for await (const event of after) expect(positionOf(event)).toEqual(fromPosition);
      }
    });
  });
};
