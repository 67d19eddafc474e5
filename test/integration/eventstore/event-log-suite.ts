import { EventStoreDBClient, binaryEvent } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventLog, NewEvent } from '../../../domain/event-log.ts';
import { connectEventLog } from '../../../infra/eventstore/connect-event-log.ts';
import { LogRefused } from '../../../infra/eventstore/log-refused.ts';
import { LogUnavailable } from '../../../infra/eventstore/log-unavailable.ts';
import { eventsUnder, slicesUntil, startFollowing } from './following.ts';
import { idsOf, madeAppend, madeEvent } from './made-events.ts';

/** What the ledger relies on of its log, whichever server keeps it. */
export const describeEventLog = (name: string, urlOf: () => string): void => {
  describe(name, () => {
    let log: EventLog;
    let prefix: string;
    beforeEach(() => {
      log = connectEventLog({ url: urlOf() });
      // The server may be shared and full.
      prefix = `test${randomUUID().slice(0, 8)}_`;
    });
    afterEach(() => log.close());

    describe('append', () => {
      test('answers with the position of the last event', async () => {
        const answer = await log.append(madeAppend(`${prefix}a`, 3));
        const events = await eventsUnder(log, prefix);
        expect(answer).toEqual({ outcome: 'appended', position: events[2]?.position });
      });

      test('a repeat with the same ids is written once and answered with the same position', async () => {
        const append = madeAppend(`${prefix}a`, 3);
        const first = await log.append(append);
        await log.append(madeAppend(`${prefix}b`, 1));
        expect(await log.append(append)).toEqual(first);
        expect(await eventsUnder(log, prefix)).toHaveLength(4);
      });

      test('events of which the first is known and others are not are partly known and not written', async () => {
        const known = madeEvent(1);
        await log.append({ stream: `${prefix}a`, events: [known] });
        const answer = await log.append({ stream: `${prefix}a`, events: [known, madeEvent(2)] });
        expect(answer).toEqual({ outcome: 'partly-known' });
        expect(await eventsUnder(log, prefix)).toHaveLength(1);
      });

      test('many more appends than may be in flight all arrive, each whole', async () => {
        const appends = Array.from({ length: 500 }, (_, n) => madeAppend(`${prefix}${n}`, 3));
        await Promise.all(appends.map(log.append));
        const events = await eventsUnder(log, prefix);
        expect(events.map(({ id }) => id).toSorted()).toEqual(idsOf(...appends).toSorted());
      });

      test('what is over the limit is refused before it is sent', async () => {
        const large = madeAppend(`${prefix}a`, 3, 0, 'x'.repeat(400_000));
        await expect(log.append(large)).rejects.toThrow(LogRefused);
        await expect(log.append(large)).rejects.toThrow(/over the limit of 1048576/);
      });

      test("the store's own limit is a refusal, which appends beside it do not notice", async () => {
        const daring = connectEventLog({ url: urlOf(), maxAppendBytes: 8_000_000 });
        const large = daring.append(madeAppend(`${prefix}a`, 3, 0, 'x'.repeat(2_000_000)));
        const small = Promise.all(
          Array.from({ length: 20 }, (_, n) => daring.append(madeAppend(`${prefix}b${n}`, 1))),
        );
        await expect(large).rejects.toThrow(LogRefused);
        await expect(small).resolves.toHaveLength(20);
        await daring.close();
      });

      test('an id that is no UUID and an append of nothing are refused', async () => {
        const faulty = { stream: `${prefix}a`, events: [{ ...madeEvent(1), id: 'one' }] };
        await expect(log.append(faulty)).rejects.toThrow(LogRefused);
        await expect(log.append({ stream: `${prefix}a`, events: [] })).rejects.toThrow(LogRefused);
      });
    });

    describe('appendAt', () => {
      const at = (after: bigint, ...events: readonly NewEvent[]) =>
        log.appendAt({ stream: `${prefix}a`, after, events });

      test('writes behind the revision that it names and nowhere else', async () => {
        const [first, second, third] = [madeEvent(1), madeEvent(2), madeEvent(3)];
        expect(await at(0n, first)).toEqual({ outcome: 'wrong-revision', revision: -1n });
        expect(await at(-1n, first, second)).toMatchObject({ outcome: 'appended' });
        expect(await at(-1n, third)).toEqual({ outcome: 'wrong-revision', revision: 1n });
        expect(await at(5n, third)).toEqual({ outcome: 'wrong-revision', revision: 1n });
        const answer = await at(1n, third);
        const events = await eventsUnder(log, prefix);
        expect(events.map(({ id }) => id)).toEqual([first.id, second.id, third.id]);
        expect(answer).toEqual({ outcome: 'appended', position: events[2]?.position });
      });

      test('a repeat is written once, also after others came behind it', async () => {
        const events = [madeEvent(1), madeEvent(2)];
        const first = await at(-1n, ...events);
        await at(1n, madeEvent(3));
        expect(await at(-1n, ...events)).toMatchObject({ outcome: 'appended' });
        expect(await at(-1n, ...events, madeEvent(4))).toEqual({
          outcome: 'wrong-revision',
          revision: 2n,
        });
        expect(first).toMatchObject({ outcome: 'appended' });
        expect(await eventsUnder(log, prefix)).toHaveLength(3);
      });

      test('an id that the stream holds already is written again behind it', async () => {
        const [twice, other] = [madeEvent(1), madeEvent(2)];
        await at(-1n, twice, twice, other);
        await at(2n, twice);
        await at(2n, twice);
        const events = await eventsUnder(log, prefix);
        expect(events.map(({ id }) => id)).toEqual([twice.id, twice.id, other.id, twice.id]);
        expect(events.map(({ revision }) => revision)).toEqual([0n, 1n, 2n, 3n]);
      });
    });

    describe('follow', () => {
      test('gives the events as they were written, and of no other prefix', async () => {
        const stream = `${prefix}t.ü@1`;
        const event = { ...madeEvent(1), data: { text: 'ä', n: [1, null, { deep: true }] } };
        await log.append(madeAppend(`other${prefix}`, 2));
        const answer = await log.append({ stream, events: [event] });
        if (answer.outcome !== 'appended') throw new Error(answer.outcome);
        expect(await eventsUnder(log, prefix)).toEqual([
          { ...event, stream, revision: 0n, position: answer.position },
        ]);
      });

      test('slices hold no more than asked for and none is empty without news', async () => {
        await log.append(madeAppend(`${prefix}a`, 95));
        const slices = await slicesUntil(log, { prefix, maxEvents: 10 }, (s) => s.caughtUp);
        expect(Math.max(...slices.map(({ events }) => events.length))).toBe(10);
        expect(slices.flatMap(({ events }) => events)).toHaveLength(95);
        const noNews = slices.filter(
          ({ events, position, caughtUp }, n) =>
            events.length === 0 && !caughtUp && position === slices[n - 1]?.position,
        );
        expect(noNews).toEqual([]);
      });

      test('from the position of any slice come exactly the events after it', async () => {
        for (let n = 0; n < 5; n++) await log.append(madeAppend(`${prefix}${n}`, 20));
        const slices = await slicesUntil(log, { prefix, maxEvents: 7 }, (s) => s.caughtUp);
        const all = slices.flatMap(({ events }) => events);
        let seen = 0;
        for (const { events, position } of slices) {
          seen += events.length;
          expect(await eventsUnder(log, prefix, position)).toEqual(all.slice(seen));
        }
      });

      test('caught up, it is as far as the log was, also where the last events are not ours', async () => {
        await log.append(madeAppend(`${prefix}a`, 1));
        await log.append(madeAppend(`other${prefix}`, 5));
        const end = await log.end();
        const slices = await slicesUntil(log, { prefix }, (slice) => slice.caughtUp);
        expect(slices.at(-1)?.position).toBeGreaterThanOrEqual(end);
      });

      test('hands a new event over at once, alone', async () => {
        const following = startFollowing(log, prefix);
        for (let n = 1; n <= 20; n++) {
          await log.append(madeAppend(`${prefix}a`, 1));
          await following.count(n);
        }
        await following.stop();
      });

      test('data that is not JSON is given on as bytes', async () => {
        const client = EventStoreDBClient.connectionString(urlOf());
        const bytes = Uint8Array.of(1, 2, 3);
        await client.appendToStream(`${prefix}a`, binaryEvent({ type: 'odd', data: bytes }));
        await client.dispose();
        const [event] = await eventsUnder(log, prefix);
        expect(event).toMatchObject({ type: 'odd', data: bytes });
      });
    });

    test('end is the position of the last event, whosesoever it is', async () => {
      const answer = await log.append(madeAppend(`${prefix}a`, 2));
      if (answer.outcome !== 'appended') throw new Error(answer.outcome);
      // A server of its own writes statistics and the like.
      expect(await log.end()).toBeGreaterThanOrEqual(answer.position);
    });

    test('close lets appends on their way finish, ends what follows, and may be called again', async () => {
      const following = startFollowing(log, prefix);
      const append = log.append(madeAppend(`${prefix}a`, 1));
      await Promise.all([log.close(), log.close()]);
      await expect(append).resolves.toMatchObject({ outcome: 'appended' });
      await following.stop();
      await expect(log.append(madeAppend(`${prefix}a`, 1))).rejects.toThrow(LogUnavailable);
      await expect(log.end()).rejects.toThrow(LogUnavailable);
    });
  });
};
