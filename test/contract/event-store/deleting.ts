import { NO_STREAM, StreamDeletedError, StreamNotFoundError } from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';
import {
  all,
  newStream,
  numbered,
  numberedEvents,
  numberOf,
  useClient,
  type Connect,
} from './connection.ts';

export const describeDeleting = (connect: Connect): void => {
  describe('deleting a stream', () => {
    const client = useClient(connect);
    const numbersIn = async (stream: string) =>
      (await all(client().readStream(stream))).map(numberOf);

    it('hides its events, and the next append goes on behind them', async () => {
      const stream = newStream();
      await client().appendToStream(stream, numberedEvents(3));
      await client().deleteStream(stream);
      await expect(numbersIn(stream)).rejects.toBeInstanceOf(StreamNotFoundError);

      const answer = await client().appendToStream(stream, numberedEvents(2, 3), {
        expectedRevision: NO_STREAM,
      });
      expect(answer.nextExpectedRevision).toBe(4n);
      expect(await numbersIn(stream)).toEqual([3, 4]);
    });

    it('is not undone for the events that were there by describing the stream anew', async () => {
      const stream = newStream();
      await client().appendToStream(stream, numberedEvents(3));
      await client().deleteStream(stream);
      await client().setStreamMetadata(stream, { maxCount: 10 });
      await client().appendToStream(stream, numbered(3));

      expect(await numbersIn(stream)).toEqual([3]);
      const { metadata } = await client().getStreamMetadata(stream);
      expect(metadata).toMatchObject({ maxCount: 10, truncateBefore: 3 });
    });

    it('for ever lets nothing be read or appended', async () => {
      const stream = newStream();
      await client().appendToStream(stream, numberedEvents(3));
      await client().tombstoneStream(stream);

      await expect(numbersIn(stream)).rejects.toBeInstanceOf(StreamDeletedError);
      const append = client().appendToStream(stream, numbered(3));
      await expect(append).rejects.toBeInstanceOf(StreamDeletedError);
      await expect(append).rejects.toMatchObject({ streamName: stream });
    });
  });

  describe('the metadata of a stream', () => {
    const client = useClient(connect);
    const numbersIn = async (stream: string) =>
      (await all(client().readStream(stream))).map(numberOf);

    it('is given back', async () => {
      const stream = newStream();
      await client().setStreamMetadata(stream, { maxCount: 7, truncateBefore: 2 });
      const { metadata } = await client().getStreamMetadata(stream);
      expect(metadata).toMatchObject({ maxCount: 7, truncateBefore: 2 });
    });

    it.each([
      ['the number of events', { maxCount: 2 }, [3, 4]],
      ['the first revision', { truncateBefore: 3 }, [3, 4]],
      ['both', { maxCount: 4, truncateBefore: 4 }, [4]],
      ['the age, of which these are not', { maxAge: 3_600 }, [0, 1, 2, 3, 4]],
    ])('limits %s', async (_what, metadata, numbers) => {
      const stream = newStream();
      await client().appendToStream(stream, numberedEvents(5));
      await client().setStreamMetadata(stream, metadata);
      expect(await numbersIn(stream)).toEqual(numbers);
    });
  });
};
