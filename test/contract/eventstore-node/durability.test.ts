import { randomInt } from 'node:crypto';
import {
  jsonEvent,
  UnavailableError,
  UnknownError,
  type AppendResult,
  type EventStoreDBClient,
  type JSONEventData,
} from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';
import { all, numbered, numberedEvents, numberOf } from '../event-store/connection.ts';
import { useDataDir } from './use-node.ts';

const { start, connect } = useDataDir();

describe('a restart', () => {
  it('keeps every event, its revision and its position', async () => {
    const node = await start();
    const client = connect(node);
    for (let first = 0; first < 1_000; first += 100) {
      await client.appendToStream(`kept-${first % 300}`, numberedEvents(100, first));
    }
    const before = await all(client.readAll());
    await node.stop();

    const after = await all(connect(await start()).readAll());
    expect(after).toEqual(before);
  });

  it('goes on at the next revision and a later position', async () => {
    const node = await start();
    const { position } = await connect(node).appendToStream('s', numberedEvents(3));
    await node.kill();

    const answer = await connect(await start()).appendToStream('s', numbered(3));
    expect(answer.nextExpectedRevision).toBe(3n);
    expect(answer.position?.commit).toBeGreaterThan(position?.commit ?? 0n);
  });

  it('knows what was appended before, whatever revision a repeat expects', async () => {
    const node = await start();
    const events = numberedEvents(10);
    const answer = await connect(node).appendToStream('s', events);
    await node.kill();

    const client = connect(await start());
    expect(await client.appendToStream('s', events)).toEqual(answer);
    const options = { expectedRevision: 'no_stream' } as const;
    expect(await client.appendToStream('s', events, options)).toEqual(answer);
    expect(await all(client.readStream('s'))).toHaveLength(10);
  });

  it('keeps what is deleted deleted', async () => {
    const node = await start();
    const client = connect(node);
    await client.appendToStream('soft', numberedEvents(2));
    await client.appendToStream('hard', numberedEvents(2));
    await client.deleteStream('soft');
    await client.tombstoneStream('hard');
    await node.kill();

    const again = connect(await start());
    await expect(again.appendToStream('hard', numbered(2))).rejects.toThrow();
    await again.appendToStream('soft', numbered(2));
    expect((await all(again.readStream('soft'))).map(numberOf)).toEqual([2]);
  });
});

type Append = { readonly events: readonly JSONEventData[]; acknowledged?: AppendResult };

/** Appends to a stream of its own, one append after the other, until one fails. */
const appendUntilFailure = async (
  client: EventStoreDBClient,
  stream: string,
  acknowledged: () => void = () => undefined,
) => {
  const appends: Append[] = [];
  for (let first = 0; ;) {
    const append: Append = { events: numberedEvents(randomInt(1, 40), first) };
    appends.push(append);
    try {
      append.acknowledged = await client.appendToStream(stream, [...append.events]);
    } catch {
      return appends;
    }
    acknowledged();
    first += append.events.length;
  }
};

/** Waits for so many acknowledgements, wherever the others are by then. */
const countDown = (times: number) => {
  const { promise: reached, resolve } = Promise.withResolvers<undefined>();
  let left = times;
  const count = () => {
    left--;
    if (left === 0) resolve(undefined);
  };
  return { reached, count };
};

const idsIn = async (client: EventStoreDBClient, stream: string) =>
  (await all(client.readStream(stream))).map(({ event }) => event?.id);

describe('kill -9 in the middle of appends', () => {
  it.each([1, 2, 3, 4, 5])('loses nothing acknowledged, doubles nothing (%i)', async () => {
    const node = await start();
    const client = connect(node);
    await client.appendToStream('ready', numbered(0));
    const streams = Array.from({ length: 8 }, (_, index) => `writer-${index}`);
    const moment = countDown(randomInt(20, 500));
    const writers = streams.map((stream) => appendUntilFailure(client, stream, moment.count));
    await moment.reached;
    await node.kill();
    const appended = await Promise.all(writers);

    const again = connect(await start());
    for (const [index, stream] of streams.entries()) {
      const appends = appended[index] ?? [];
      const acknowledged = appends.filter((append) => append.acknowledged !== undefined);
      const stored = await idsIn(again, stream);
      const sent = appends.flatMap(({ events }) => events.map(({ id }) => id));
      const certain = acknowledged.flatMap(({ events }) => events.map(({ id }) => id));
      // What is stored is all that was acknowledged, and the append in flight wholly or not at all.
      expect([certain, sent]).toContainEqual(stored);

      for (const { events } of appends.slice(-2)) await again.appendToStream(stream, [...events]);
      expect(await idsIn(again, stream)).toEqual(sent);
    }
    expect(appended.flat().length).toBeGreaterThan(streams.length);
  });
});

describe('a disk that is full', () => {
  // The shell's limit on the size of a file stands in for it: 1.5 or 3 MB, as shells count in different units.
  const limited = ['/bin/sh', '-c', 'ulimit -f 3000 && exec "$0" "$@"'];
  const large = () => [0, 1, 2, 3].map(() => jsonEvent({ type: 'large', data: 'x'.repeat(2e5) }));

  it('refuses what does not fit, shows nothing of it, and goes on with what does', async () => {
    const client = connect(await start(limited));
    const stored: string[] = [];
    let refused = large();
    const fill = async () => {
      for (; ; refused = large()) {
        await client.appendToStream('full', refused);
        stored.push(...refused.map(({ id }) => id));
      }
    };
    await expect(fill()).rejects.toBeInstanceOf(UnknownError);
    expect(stored.length).toBeGreaterThan(0);
    expect(await idsIn(client, 'full')).toEqual(stored);
    const way = { credentials: { username: 'admin', password: 'changeit' } };
    const again = client.appendToStream('full', refused, way);
    await expect(again).rejects.toBeInstanceOf(UnavailableError);

    const small = numbered(1);
    const answer = await client.appendToStream('full', small);
    expect(answer.nextExpectedRevision).toBe(BigInt(stored.length));
    expect(await idsIn(client, 'full')).toEqual([...stored, small.id]);
  });

  it('has lost nothing when there is room again', async () => {
    const node = await start(limited);
    const appends = await appendUntilFailure(connect(node), 'full');
    await node.kill();

    const client = connect(await start());
    const sent = appends.flatMap(({ events }) => events.map(({ id }) => id));
    const refused = appends.at(-1)?.events ?? [];
    expect(await idsIn(client, 'full')).toEqual(sent.slice(0, sent.length - refused.length));
    await client.appendToStream('full', [...refused]);
    expect(await idsIn(client, 'full')).toEqual(sent);
  });
});
