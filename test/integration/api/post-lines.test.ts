import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { defaultLimits } from '../../../api/limits.ts';
import { ServiceUnavailable } from '../../../api/service-unavailable.ts';
import { key, startApi, type ApiUnderTest } from './api-under-test.ts';
import { factJson, post, problemOf } from './calls.ts';
import type { InMemory } from './in-memory.ts';

let api: ApiUnderTest;
afterEach(() => api.close());

const type = 'application/x-ndjson';
const line = (id: number): string => `${JSON.stringify(factJson(String(id)))}\n`;
const lines = (count: number): string => Array.from({ length: count }, (_, n) => line(n)).join('');

const openStream = (headers: Readonly<Record<string, string>> = {}): ClientRequest =>
  request({
    port: api.port,
    host: '127.0.0.1',
    path: '/v1/facts',
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': type, ...headers },
  });

const answerTo = async (stream: ClientRequest): Promise<readonly [number, string]> => {
  const [response] = (await once(stream, 'response')) as [IncomingMessage];
  return [response.statusCode ?? 0, await text(response)];
};

/** Resolves when the door has taken in so many facts in all. */
const doorThatTells = (count: number) => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const over = ({ door, facts }: InMemory) => ({
    door: {
      receive: async (received: Parameters<typeof door.receive>[0]) => {
        const receipts = await door.receive(received);
        if (facts().length >= count) resolve(undefined);
        return receipts;
      },
    },
  });
  return { reached: promise, over };
};

test('more facts than fit into an array, compressed', async () => {
  api = await startApi();
  const packed = new Uint8Array(gzipSync(lines(25_000)));
  const answer = await post(api, packed, { type, headers: { 'content-encoding': 'gzip' } });
  expect(answer.status).toBe(202);
  expect(await answer.json()).toMatchObject({ accepted: 25_000, position: '250000' });
  expect(api.facts().map(({ id }) => id)).toEqual(Array.from({ length: 25_000 }, (_, n) => `${n}`));
});

test('gzip that is cut off: whole lines are in, and the answer says up to where', async () => {
  api = await startApi();
  const packed = gzipSync(lines(3_000));
  const answer = await post(api, new Uint8Array(packed.subarray(0, packed.length / 2)), {
    type,
    headers: { 'content-encoding': 'gzip' },
  });
  expect(answer.status).toBe(400);
  const problem = await problemOf(answer);
  expect(problem.type).toBe('stream-broke-off');
  expect(problem.lastDurableLine).toBeGreaterThan(0);
  expect(problem.lastDurableLine).toBe(api.facts().length);
  expect(problem).toMatchObject({ accepted: api.facts().length, refused: [], refusedCount: 0 });
});

test('a byte order mark before the first line', async () => {
  api = await startApi();
  const answer = await post(api, `\ufeff${lines(2)}`, { type });
  expect(answer.status).toBe(202);
  expect(await answer.json()).toMatchObject({ accepted: 2 });
});

test('what is sent is taken in while the stream stays open', async () => {
  const { reached, over } = doorThatTells(2);
  api = await startApi(over);
  const stream = openStream();
  stream.write(lines(2));
  await reached;
  stream.end(line(2).trimEnd());
  const [status, answer] = await answerTo(stream);
  expect([status, JSON.parse(answer)]).toMatchObject([202, { accepted: 3 }]);
});

test('a client that goes away leaves its whole lines', async () => {
  const { reached, over } = doorThatTells(2);
  api = await startApi(over);
  const stream = openStream();
  const gone = once(stream, 'error');
  stream.write(lines(2) + line(2).slice(0, 50));
  await reached;
  stream.destroy();
  await gone;
  await api.close();
  expect(api.facts().map(({ id }) => id)).toEqual(['0', '1']);
  expect(api.logged.filter((entry) => entry.includes('"level":50'))).toEqual([]);
});

test('a service that closes answers an open stream with the last durable line', async () => {
  const { reached, over } = doorThatTells(2);
  api = await startApi(over);
  const stream = openStream();
  stream.write(`{"id":"bad"}\n${lines(2)}${line(2).slice(0, 50)}`);
  const answered = answerTo(stream);
  await reached;
  const closed = api.close();
  const [status, answer] = await answered;
  expect([status, JSON.parse(answer)]).toMatchObject([
    503,
    {
      lastDurableLine: 3,
      accepted: 2,
      duplicates: 0,
      refused: [{ index: 0, id: 'bad' }],
      refusedCount: 1,
      position: '20',
    },
  ]);
  stream.destroy();
  await closed;
});

test('a door that is shut in the middle answers 503, when to come again and from where', async () => {
  api = await startApi(({ door, facts }) => ({
    limits: { ...defaultLimits, factsInBatch: 10 },
    door: {
      receive: async (received) => {
        if (facts().length >= 20) throw new ServiceUnavailable('The store is away.', 3);
        return door.receive(received);
      },
    },
  }));
  const answer = await post(api, lines(500), { type });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('3');
  const { lastDurableLine } = await problemOf(answer);
  expect(lastDurableLine).toBe(api.facts().length);
});

test('memory does not grow with the stream', async () => {
  api = await startApi(() => ({
    door: {
      receive: async (received) => received.map(() => ({ outcome: 'accepted', position: 1n })),
    },
  }));
  const stream = openStream();
  const answered = answerTo(stream);
  const chunk = lines(500);
  let peak = 0;
  for (let sent = 0; sent < 200_000; sent += 500) {
    if (!stream.write(chunk)) await once(stream, 'drain');
    peak = Math.max(peak, process.memoryUsage().external);
  }
  stream.end();
  const [status, answer] = await answered;
  expect([status, JSON.parse(answer)]).toMatchObject([202, { accepted: 200_000 }]);
  // 60 MB went through.
  expect(peak).toBeLessThan(40_000_000);
});
