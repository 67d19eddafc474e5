import { randomUUID } from 'node:crypto';
import {
  ANY,
  binaryEvent,
  jsonEvent,
  MaxAppendSizeExceededError,
  NO_STREAM,
  STREAM_EXISTS,
  WrongExpectedVersionError,
  type AppendExpectedRevision,
} from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';
import {
  all,
  newStream,
  numbered,
  numberedEvents,
  numberOf,
  positionOf,
  useClient,
  type Connect,
} from './connection.ts';

// With credentials of its own a call goes by Append, without by BatchAppend.
const ways = [
  ['BatchAppend', {}],
  ['Append', { credentials: { username: 'admin', password: 'changeit' } }],
] as const;

export const describeAppending = (connect: Connect): void => {
  describe.each(ways)('appending by %s', (_, way) => {
    const client = useClient(connect);
    const numbersIn = async (stream: string) =>
      (await all(client().readStream(stream))).map(numberOf);

    it('gives back what was appended', async () => {
      const stream = newStream();
      const id = randomUUID();
      const event = jsonEvent({
        id,
        type: 'stored',
        data: { text: 'Grüße, 世界', list: [1, null] },
        metadata: { by: 'test' },
      });
      await client().appendToStream(stream, event, way);

      const [read] = await all(client().readStream(stream));
      expect(read?.event).toMatchObject({
        id,
        type: 'stored',
        streamId: stream,
        revision: 0n,
        data: { text: 'Grüße, 世界', list: [1, null] },
        metadata: { by: 'test' },
        isJson: true,
      });
      expect(Math.abs(Date.now() - (read?.event?.created.getTime() ?? 0))).toBeLessThan(3_600_000);
    });

    it('gives back bytes as they were', async () => {
      const stream = newStream();
      const data = Uint8Array.from({ length: 256 }, (_, index) => index);
      await client().appendToStream(stream, binaryEvent({ type: 'bytes', data }), way);

      const [read] = await all(client().readStream(stream));
      expect(read?.event).toMatchObject({ isJson: false, metadata: undefined });
      expect(Buffer.from(data).equals(Buffer.from(Object(read?.event?.data)))).toBe(true);
    });

    it('answers with the revision and position of the last event', async () => {
      const stream = newStream();
      const answer = await client().appendToStream(stream, numberedEvents(3), way);

      const events = await all(client().readStream(stream));
      expect(answer).toMatchObject({ success: true, nextExpectedRevision: 2n });
      expect(answer.position).toEqual(events.map(positionOf).at(-1));
    });

    const fits: readonly (readonly [string, number, AppendExpectedRevision])[] = [
      ['any, of a new stream', 0, ANY],
      ['any, of an existing stream', 2, ANY],
      ['no stream', 0, NO_STREAM],
      ['a stream', 1, STREAM_EXISTS],
      ['its revision', 2, 1n],
    ];
    it.each(fits)('accepts when it expects %s', async (_what, existing, expectedRevision) => {
      const stream = newStream();
      if (existing > 0) await client().appendToStream(stream, numberedEvents(existing), way);
      const options = { ...way, expectedRevision };
      const answer = await client().appendToStream(stream, numbered(7), options);

      expect(answer.nextExpectedRevision).toBe(BigInt(existing));
      expect(await numbersIn(stream)).toHaveLength(existing + 1);
    });

    const misfits: readonly (readonly [string, number, AppendExpectedRevision, unknown])[] = [
      ['no stream, and there is one', 2, NO_STREAM, 1n],
      ['a stream, and there is none', 0, STREAM_EXISTS, 'no_stream'],
      ['a revision of no stream', 0, 3n, 'no_stream'],
      ['an earlier revision', 3, 0n, 2n],
      ['a later revision', 3, 3n, 2n],
    ];
    it.each(misfits)(
      'refuses when it expects %s',
      async (_what, existing, expectedRevision, actualVersion) => {
        const stream = newStream();
        if (existing > 0) await client().appendToStream(stream, numberedEvents(existing), way);
        const options = { ...way, expectedRevision };
        const refused = client().appendToStream(stream, numbered(7), options);

        await expect(refused).rejects.toBeInstanceOf(WrongExpectedVersionError);
        await expect(refused).rejects.toMatchObject({
          streamName: stream,
          expectedVersion: expectedRevision,
          actualVersion,
        });
      },
    );

    it.each([
      ['any', ANY],
      ['a revision', 0n],
    ] as const)('records a repeat once when it expects %s', async (_what, expectedRevision) => {
      const stream = newStream();
      await client().appendToStream(stream, numbered(0), way);
      const events = numberedEvents(3, 1);
      const options = { ...way, expectedRevision };
      const answer = await client().appendToStream(stream, events, options);
      await client().appendToStream(stream, numbered(4), way);
      const repeated = await client().appendToStream(stream, events, options);

      expect(repeated).toEqual(answer);
      expect(await numbersIn(stream)).toEqual([0, 1, 2, 3, 4]);
    });

    it('refuses events of which only the first are known, and records none', async () => {
      const stream = newStream();
      const events = numberedEvents(2);
      await client().appendToStream(stream, events, way);
      const refused = client().appendToStream(stream, [...events, numbered(2)], way);

      await expect(refused).rejects.toBeInstanceOf(WrongExpectedVersionError);
      expect(await numbersIn(stream)).toEqual([0, 1]);
    });

    it('takes the same id in another stream as another event', async () => {
      const event = numbered(1);
      const streams = [newStream(), newStream()];
      for (const stream of streams) await client().appendToStream(stream, event, way);
      for (const stream of streams) expect(await numbersIn(stream)).toEqual([1]);
    });

    it('refuses more than 1 MiB of data, and goes on', async () => {
      const stream = newStream();
      const half = { text: 'x'.repeat(600 * 1024) };
      const large = [0, 1].map(() => jsonEvent({ type: 'large', data: half }));
      const refused = client().appendToStream(stream, large, way);

      await expect(refused).rejects.toBeInstanceOf(MaxAppendSizeExceededError);
      await expect(refused).rejects.toMatchObject({ maxAppendSize: 1024 * 1024 });
      await client().appendToStream(stream, large.slice(0, 1), way);
      expect(await all(client().readStream(stream))).toHaveLength(1);
    });

    it('numbers the events of appends made at once without a gap', async () => {
      const stream = newStream();
      const appends = Array.from({ length: 100 }, (_, index) => numberedEvents(3, index * 3));
      await Promise.all(appends.map((events) => client().appendToStream(stream, events, way)));

      const events = await all(client().readStream(stream));
      expect(events.map(({ event }) => event?.revision)).toEqual(
        Array.from({ length: 300 }, (_, index) => BigInt(index)),
      );
      // The events of one append stay together.
      const numbers = events.map((event) => Number(numberOf(event)));
      for (const [index, number] of numbers.entries()) expect(number % 3).toBe(index % 3);
      expect(new Set(numbers).size).toBe(300);
    });

    it('lets exactly one of rivals win that expect the same revision', async () => {
      const stream = newStream();
      const rivals = Array.from({ length: 20 }, (_, index) => index);
      const settled = await Promise.allSettled(
        rivals.map((number) =>
          client().appendToStream(stream, numbered(number), {
            ...way,
            expectedRevision: NO_STREAM,
          }),
        ),
      );

      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await numbersIn(stream)).toHaveLength(1);
    });
  });
};
