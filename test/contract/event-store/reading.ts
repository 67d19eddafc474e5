import { BACKWARDS, END, FORWARDS, START, StreamNotFoundError } from '@eventstore/db-client';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  all,
  newStream,
  numberedEvents,
  numberOf,
  positionOf,
  useClient,
  type Connect,
} from './connection.ts';

export const describeReading = (connect: Connect): void => {
  describe('reading a stream', () => {
    const client = useClient(connect);
    const stream = newStream();
    beforeAll(async () => {
      await client().appendToStream(stream, numberedEvents(10));
    });

    it.each([
      ['forwards from the start', { fromRevision: START }, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
      ['forwards from a revision', { fromRevision: 7n }, [7, 8, 9]],
      ['forwards so many', { fromRevision: 2n, maxCount: 3 }, [2, 3, 4]],
      ['forwards from behind the end', { fromRevision: 10n }, []],
      ['backwards from the end', { direction: BACKWARDS, fromRevision: END, maxCount: 2 }, [9, 8]],
      ['backwards from a revision', { direction: BACKWARDS, fromRevision: 1n }, [1, 0]],
      [
        'backwards from behind the end',
        { direction: BACKWARDS, fromRevision: 99n, maxCount: 1 },
        [9],
      ],
    ] as const)('%s', async (_what, options, numbers) => {
      expect((await all(client().readStream(stream, options))).map(numberOf)).toEqual(numbers);
    });

    it('says that there is no such stream', async () => {
      const missing = newStream();
      const read = all(client().readStream(missing));
      await expect(read).rejects.toBeInstanceOf(StreamNotFoundError);
      await expect(read).rejects.toMatchObject({ streamName: missing });
    });

    it('gives a long stream whole and in order, either way', async () => {
      const long = newStream();
      for (let first = 0; first < 5_000; first += 500) {
        await client().appendToStream(long, numberedEvents(500, first));
      }
      const expected = Array.from({ length: 5_000 }, (_, number) => number);

      expect((await all(client().readStream(long))).map(numberOf)).toEqual(expected);
      const backwards = client().readStream(long, { direction: BACKWARDS, fromRevision: END });
      expect((await all(backwards)).map(numberOf)).toEqual(expected.reverse());
    });
  });

  describe('reading the log', () => {
    const client = useClient(connect);
    const stream = newStream();
    beforeAll(async () => {
      await client().appendToStream(stream, numberedEvents(5));
    });
    const ours = async () => (await all(client().readStream(stream))).map(positionOf);

    it('holds events of the server itself too', async () => {
      const [first] = await all(client().readAll({ maxCount: 1 }));
      expect(first?.event?.type).toMatch(/^\$/u);
    });

    it('gives every event once, at rising positions', async () => {
      const forwards = (await all(client().readAll())).map(positionOf);
      for (const [index, { commit, prepare }] of forwards.entries()) {
        expect(prepare).toBe(commit);
        if (index > 0) expect(commit).toBeGreaterThan(forwards[index - 1]?.commit ?? 0n);
      }
      expect(forwards).toEqual(expect.arrayContaining(await ours()));
    });

    it('begins forwards with the event at the position', async () => {
      const fromPosition = (await ours())[3] ?? START;
      const read = client().readAll({ direction: FORWARDS, fromPosition, maxCount: 2 });
      expect((await all(read)).map(numberOf)).toEqual([3, 4]);
    });

    it('begins backwards with the event before the position', async () => {
      const fromPosition = (await ours())[3] ?? END;
      const read = client().readAll({ direction: BACKWARDS, fromPosition, maxCount: 2 });
      expect((await all(read)).map(numberOf)).toEqual([2, 1]);
    });

    it('ends at the start and at the end', async () => {
      const before = client().readAll({ direction: BACKWARDS, fromPosition: START });
      expect(await all(before)).toEqual([]);
      expect(await all(client().readAll({ direction: FORWARDS, fromPosition: END }))).toEqual([]);
    });

    it('refuses a position that it never gave out', async () => {
      const { commit } = (await ours())[0] ?? { commit: 0n };
      const between = { commit: commit + 1n, prepare: commit + 1n };
      const behind = { commit: commit + 10n ** 12n, prepare: commit + 10n ** 12n };
      for (const fromPosition of [between, behind]) {
        // 3 is INVALID_ARGUMENT.
        const read = all(client().readAll({ direction: FORWARDS, fromPosition, maxCount: 1 }));
        await expect(read).rejects.toMatchObject({ code: 3 });
      }
    });
  });
};
