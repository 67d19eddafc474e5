import { PassThrough, Readable } from 'node:stream';
import { isLeft } from 'fp-ts/lib/Either.js';
import { expect, test } from 'vitest';
import type { Door } from '../../../../api/door/door.ts';
import { receiveLines } from '../../../../api/facts/receive-lines.ts';
import { defaultLimits, type Limits } from '../../../../api/limits.ts';
import { Refused } from '../../../../api/problem.ts';
import { ServiceUnavailable } from '../../../../api/service-unavailable.ts';
import type { Fact } from '../../../../domain/fact/fact.ts';
import { actingByKey } from '../../../support/callers.ts';

const open = new AbortController().signal;
const room = { note: () => undefined, isCrowded: () => false };

const line = (id: number): string =>
  `${JSON.stringify({
    specversion: '1.0',
    id: String(id),
    source: '/s',
    type: 'openmeet.file.shared',
    subject: 'user:u1',
    time: '2026-01-15T09:30:00Z',
    data: { fileId: 'f1' },
  })}\n`;

const lines = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, n) => line(from + n)).join('');

const depsWith = (door: Door, limits: Partial<Limits> = {}) => ({
  door,
  observer: {
    factsReceived: () => undefined,
    answered: () => undefined,
    shed: () => undefined,
    limited: () => undefined,
    underWay: () => undefined,
  },
  now: () => Date.UTC(2026, 0, 31),
  limits: { ...defaultLimits, factsInBatch: 10, batchesInFlight: 3, ...limits },
});

/** A door that answers each batch when told to. */
const doorByHand = () => {
  const waiting: { readonly facts: readonly Fact[]; readonly answer: () => void }[] = [];
  let mostAtOnce = 0;
  let arrived = Promise.withResolvers<undefined>();
  const door: Door = {
    receive: (facts) =>
      new Promise((resolve) => {
        const entry = {
          facts,
          answer: () => {
            waiting.splice(waiting.indexOf(entry), 1);
            resolve(facts.map(({ id }) => ({ outcome: 'accepted', position: BigInt(id) })));
          },
        };
        waiting.push(entry);
        mostAtOnce = Math.max(mostAtOnce, waiting.length);
        arrived.resolve(undefined);
      }),
  };
  return {
    door,
    waiting,
    mostAtOnce: () => mostAtOnce,
    /** The batches at the door, once there is one. */
    next: async () => {
      if (waiting.length === 0) await arrived.promise;
      arrived = Promise.withResolvers<undefined>();
      return waiting;
    },
  };
};

const accepting: Door = {
  receive: async (facts) =>
    facts.map(({ id }) => ({ outcome: 'accepted', position: BigInt(id) + 1n })),
};

test('batches are bounded, a few are at the door at a time, and all is answered', async () => {
  const { door, waiting, mostAtOnce, next } = doorByHand();
  const stream = Readable.from([Buffer.from(lines(95))]);
  const received = receiveLines({ stream, closing: open, room }, actingByKey, depsWith(door));
  const sizes: number[] = [];
  while (sizes.reduce((sum, size) => sum + size, 0) < 95) {
    // The newest first, so that batches are done in another order than they were sent in.
    const batch = (await next()).at(-1);
    sizes.push(batch?.facts.length ?? 0);
    batch?.answer();
  }
  expect(await received).toMatchObject({
    right: { accepted: 95, duplicates: 0, refusedCount: 0, position: '94' },
  });
  expect(Math.max(...sizes)).toBe(10);
  expect(mostAtOnce()).toBeLessThanOrEqual(3);
  expect(waiting).toEqual([]);
});

test('no more is read than can be sent', async () => {
  const { door, waiting } = doorByHand();
  let read = 0;
  const endless = new Readable({
    highWaterMark: 1,
    read() {
      read += 1;
      this.push(read <= 1_000 ? lines(1, read) : null);
    },
  });
  const received = receiveLines(
    { stream: endless, closing: open, room },
    actingByKey,
    depsWith(door),
  );
  let before = -1;
  while (read > before) {
    before = read;
    await new Promise(setImmediate);
  }
  // Three batches are at the door, the first of one line; one more waits, and the stream holds a line or two itself.
  expect(waiting.map(({ facts }) => facts.length)).toEqual([1, 10, 10]);
  expect(read).toBeLessThanOrEqual(1 + 10 + 10 + 10 + 2);
  while (read <= 1_000 || waiting.length > 0) {
    waiting[0]?.answer();
    await new Promise(setImmediate);
  }
  expect(await received).toMatchObject({ right: { accepted: 1_000 } });
});

test('what has arrived is sent while the stream stays open', async () => {
  const { door, next } = doorByHand();
  const stream = new PassThrough();
  const received = receiveLines({ stream, closing: open, room }, actingByKey, depsWith(door));
  stream.write(lines(2) + line(2).slice(0, 30));
  const [first] = await next();
  expect(first?.facts.map(({ id }) => id)).toEqual(['0', '1']);
  first?.answer();
  stream.end(line(2).slice(30));
  const [second] = await next();
  expect(second?.facts.map(({ id }) => id)).toEqual(['2']);
  second?.answer();
  expect(await received).toMatchObject({ right: { accepted: 3 } });
});

test('a line that does not decode is refused by itself, by its place among all lines', async () => {
  const stream = Readable.from([
    Buffer.from(`${line(0)}\n{"id":"x"}\nno json\n${line(1)}{"id":"a","id":"b"}`),
  ]);
  const received = await receiveLines(
    { stream, closing: open, room },
    actingByKey,
    depsWith(accepting),
  );
  if (isLeft(received)) throw new Error(received.left.detail);
  expect(received.right).toMatchObject({ accepted: 2, refusedCount: 3, position: '2' });
  expect(received.right.refused.map(({ index, id, problem }) => [index, id, problem.type])).toEqual(
    [
      [2, 'x', 'bad-input'],
      [3, null, 'malformed-json'],
      [5, 'b', 'bad-input'],
    ],
  );
});

test('refusals are listed up to a limit and counted beyond', async () => {
  const stream = Readable.from([Buffer.from('{}\n'.repeat(25))]);
  const deps = depsWith(accepting, { refusalsListed: 7 });
  const received = await receiveLines({ stream, closing: open, room }, actingByKey, deps);
  if (isLeft(received)) throw new Error(received.left.detail);
  expect(received.right.refusedCount).toBe(25);
  expect(received.right.refused.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test('a stream that breaks leaves its whole lines in and says which is the last', async () => {
  const taken: string[] = [];
  const door: Door = {
    receive: (facts) => {
      taken.push(...facts.map(({ id }) => id));
      return accepting.receive(facts);
    },
  };
  const stream = new PassThrough();
  const received = receiveLines({ stream, closing: open, room }, actingByKey, depsWith(door));
  stream.write(`${lines(12)}bad\n`);
  // Not even a text that is whole counts without its line break: there may have been more of it.
  stream.write(line(12).trimEnd());
  await new Promise(setImmediate);
  stream.destroy(new Error('cut'));
  expect(await received).toMatchObject({
    left: {
      status: 400,
      type: 'stream-broke-off',
      lastDurableLine: 13,
      accepted: 12,
      duplicates: 0,
      refused: [{ index: 12, id: null, problem: { type: 'malformed-json' } }],
      refusedCount: 1,
      position: '12',
    },
  });
  expect(taken).toEqual(Array.from({ length: 12 }, (_, n) => String(n)));
});

test('a door that cannot take more ends the stream; what came before counts', async () => {
  let batches = 0;
  const door: Door = {
    receive: async (facts) => {
      batches += 1;
      if (batches === 3) throw new ServiceUnavailable('The store is away.', 7);
      return accepting.receive(facts);
    },
  };
  const stream = Readable.from([Buffer.from(lines(60))]);
  const received = receiveLines({ stream, closing: open, room }, actingByKey, depsWith(door));
  const refused: unknown = await received.catch((error: unknown) => error);
  if (!(refused instanceof Refused)) throw new Error('was not refused');
  expect(refused.problem).toMatchObject({
    status: 503,
    lastDurableLine: 20,
    accepted: 20,
    refusedCount: 0,
    position: '20',
  });
  expect(refused.headers).toEqual({ 'retry-after': '7' });
});

test('a service that closes sends what is complete and says up to where', async () => {
  const closing = new AbortController();
  const { door, next } = doorByHand();
  const stream = new PassThrough();
  const received = receiveLines(
    { stream, closing: closing.signal, room },
    actingByKey,
    depsWith(door),
  );
  stream.write(`{}\n${lines(4)}${line(4).slice(0, 9)}`);
  const [batch] = await next();
  closing.abort();
  batch?.answer();
  const refused: unknown = await received.catch((error: unknown) => error);
  expect(refused instanceof Refused && refused.problem).toMatchObject({
    status: 503,
    lastDurableLine: 5,
    accepted: 4,
    refused: [{ index: 0, problem: { type: 'bad-input' } }],
    refusedCount: 1,
    position: '3',
  });
  expect(stream.destroyed).toBe(false);
});

test('what is wrong in the door is not told as an outage', async () => {
  const door: Door = { receive: () => Promise.reject(new TypeError('a bug')) };
  const stream = Readable.from([Buffer.from(lines(1))]);
  await expect(
    receiveLines({ stream, closing: open, room }, actingByKey, depsWith(door)),
  ).rejects.toThrow(TypeError);
});
