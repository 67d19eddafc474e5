import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EventLog, LogSlice } from '../../../domain/event-log.ts';
import { connectEventLog } from '../../../infra/eventstore/connect-event-log.ts';
import type { EventLogSettings, Retry } from '../../../infra/eventstore/event-log-settings.ts';
import { LogRefused } from '../../../infra/eventstore/log-refused.ts';
import { startCountingProxy } from './counting-proxy.ts';
import { eventsUnder, slicesUntil, startFollowing } from './following.ts';
import { idsOf, madeAppend } from './made-events.ts';
import { startRestartableNode, type RestartableNode } from './restartable-node.ts';

let node: RestartableNode;
const logs: EventLog[] = [];
beforeEach(async () => {
  node = await startRestartableNode();
});
afterEach(async () => {
  vi.restoreAllMocks();
  node.thaw();
  await Promise.all(logs.splice(0).map((log) => log.close()));
  await node.remove();
});

const connect = (settings: Partial<EventLogSettings> = {}): EventLog => {
  const log = connectEventLog({ url: node.url, closeMs: 500, ...settings });
  logs.push(log);
  return log;
};

test('trap 1: through crashes and restarts, what is followed is what is in the log, once and in order', async () => {
  const retries: Retry[] = [];
  const [writer, reader] = [connect(), connect({ onRetry: (retry) => retries.push(retry) })];
  const following = startFollowing(reader, 't_');
  const appends = Array.from({ length: 600 }, (_, n) => madeAppend(`t_${n % 7}`, 5, n * 5));
  const written = (async () => {
    // A few at a time, so that the crashes fall between, before and after their events' way to the reader.
    for (let n = 0; n < appends.length; n += 6) {
      await Promise.all(appends.slice(n, n + 6).map(writer.append));
    }
  })();
  for (const count of [100, 700, 1_300, 1_900, 2_500]) {
    await following.count(count);
    await node.kill();
    await node.start();
  }
  await written;
  await following.count(3_000);
  await following.stop();
  expect(following.events).toEqual(await eventsUnder(connect(), 't_'));
  expect(following.events.map(({ id }) => id).toSorted()).toEqual(idsOf(...appends).toSorted());
  expect(retries.length).toBeGreaterThan(0);
});

test('trap 1: a server that hangs up politely is subscribed to again', async () => {
  const log = connect();
  const following = startFollowing(log, 't_');
  await log.append(madeAppend('t_a', 2));
  await following.count(2);
  await node.stop();
  await node.start();
  await log.append(madeAppend('t_a', 2));
  await following.count(4);
  await following.stop();
});

test('trap 1: following may begin while the server is down', async () => {
  const log = connect();
  await log.append(madeAppend('t_a', 2));
  await node.kill();
  const following = startFollowing(connect(), 't_');
  await node.start();
  await following.count(2);
  await following.stop();
});

test('a frozen server is noticed by its silence to pings, and followed on when it is back', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined); // the client advises against short intervals
  const noticed = Promise.withResolvers<Retry>();
  const reader = connect({
    keepAliveIntervalMs: 300,
    keepAliveTimeoutMs: 300,
    attemptMs: 1_000,
    onRetry: noticed.resolve,
  });
  const writer = connect();
  const following = startFollowing(reader, 't_');
  const appends = [madeAppend('t_a', 3), madeAppend('t_a', 3)] as const;
  await writer.append(appends[0]);
  await following.count(3);
  node.freeze();
  expect(await noticed.promise).toMatchObject({ operation: 'follow' });
  node.thaw();
  await writer.append(appends[1]);
  await following.count(6);
  await following.stop();
  expect(following.events.map(({ id }) => id)).toEqual(idsOf(...appends));
});

test('trap 3: positions arrive in order with the events, however slow the consumer', async () => {
  const log = connect();
  // Enough of other streams that the server sends checkpoints between ours.
  for (let n = 0; n < 6; n++) {
    await log.append(madeAppend('t_a', 30));
    await log.append(madeAppend('other', 1_500));
  }
  const end = await log.end();
  const slices: LogSlice[] = [];
  const stop = new AbortController();
  const from = { prefix: 't_', after: undefined, maxEvents: 8, signal: stop.signal };
  for await (const slice of log.follow(from)) {
    slices.push(slice);
    // Slow: all that can arrive meanwhile does.
    await eventsUnder(log, 'other');
    // Caught up; from now on only checkpoints can bring it further.
    if (slice.caughtUp && slice.position === end) await log.append(madeAppend('other', 1_500));
    if (slice.position > end) stop.abort();
  }
  const all = slices.flatMap(({ events }) => events);
  expect(all).toHaveLength(180);
  const caughtUp = slices.findIndex((slice) => slice.caughtUp);
  expect(slices.slice(0, caughtUp + 1).flatMap(({ events }) => events)).toEqual(all);
  let seen = 0;
  for (const { events, position } of slices) {
    seen += events.length;
    for (const event of all.slice(0, seen)) expect(event.position).toBeLessThanOrEqual(position);
    for (const event of all.slice(seen)) expect(event.position).toBeGreaterThan(position);
  }
});

test('trap 8: a stalled consumer holds the server, and appends go on beside it', async () => {
  const padding = 'x'.repeat(1_000);
  const writer = connect();
  const appends = Array.from({ length: 40 }, (_, n) => madeAppend(`t_${n}`, 500, 0, padding));
  await Promise.all(appends.map(writer.append));

  const proxy = await startCountingProxy(node.port);
  const stalled = connect({ url: proxy.url });
  const stop = new AbortController();
  const from = { prefix: 't_', after: undefined, maxEvents: 100, signal: stop.signal };
  const events = [];
  for await (const slice of stalled.follow(from)) {
    if (events.length === 0) {
      // As long as another takes to read it all.
      await eventsUnder(writer, 't_');
      await stalled.append(madeAppend('u_a', 1));
      expect(proxy.sentBytes()).toBeLessThan((appends.length * 500 * padding.length) / 10);
    }
    events.push(...slice.events);
    if (slice.caughtUp) stop.abort();
  }
  expect(events.map(({ id }) => id).toSorted()).toEqual(idsOf(...appends).toSorted());
  await stalled.close();
  await proxy.close();
});

test('while the consumer is busy events gather, so that there are few slices', async () => {
  const log = connect();
  const following = startFollowing(connect(), 't_');
  const slices = await slicesUntil(log, { prefix: 't_' }, (slice) => slice.caughtUp);
  const after = slices.at(-1)?.position ?? 0n;
  const stop = new AbortController();
  const sizes: number[] = [];
  for await (const { events } of log.follow({
    prefix: 't_',
    after,
    maxEvents: 200,
    signal: stop.signal,
  })) {
    if (sizes.length === 0) {
      for (let n = 0; n < 600; n++) await log.append(madeAppend('t_a', 1));
      await following.count(600);
    }
    sizes.push(events.length);
    if (sizes.reduce((sum, size) => sum + size, 0) === 600) stop.abort();
  }
  await following.stop();
  expect(Math.max(...sizes)).toBe(200);
  expect(sizes.length).toBeLessThan(60);
});

test('a position that the store never gave out is refused', async () => {
  const log = connect();
  const end = await log.end();
  await expect(eventsUnder(log, 't_', end + 1_000_000n)).rejects.toThrow(LogRefused);
});
