import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EventLog } from '../../../domain/event-log.ts';
import { connectEventLog } from '../../../infra/eventstore/connect-event-log.ts';
import type { EventLogSettings, Retry } from '../../../infra/eventstore/event-log-settings.ts';
import { LogUnavailable } from '../../../infra/eventstore/log-unavailable.ts';
import { eventsUnder } from './following.ts';
import { idsOf, madeAppend, madeEvent } from './made-events.ts';
import { startRestartableNode, type RestartableNode } from './restartable-node.ts';

// An error that nobody handles fails the run, so every test here also shows that the process would have lived.

let node: RestartableNode;
const logs: EventLog[] = [];
beforeEach(async () => {
  node = await startRestartableNode();
});
afterEach(async () => {
  vi.useRealTimers();
  node.thaw();
  await Promise.all(logs.splice(0).map((log) => log.close()));
  await node.remove();
});

const connect = (settings: Partial<EventLogSettings> = {}): EventLog => {
  const log = connectEventLog({ url: node.url, closeMs: 500, ...settings });
  logs.push(log);
  return log;
};

/** Settings that report the n-th retry as a promise. */
const watchedRetries = () => {
  const retries: Retry[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  return {
    retries,
    onRetry: (retry: Retry) => {
      retries.push(retry);
      for (const { resolve } of waiting.filter(({ count }) => count <= retries.length)) resolve();
    },
    count: (count: number) =>
      new Promise<void>((resolve) => {
        if (retries.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
  };
};

test('trap 4: a frozen server is left waiting by our own timeout, and the append is written once', async () => {
  const watched = watchedRetries();
  const log = connect({ attemptMs: 200, onRetry: watched.onRetry });
  await log.append(madeAppend('t_before', 1));
  node.freeze();
  const append = madeAppend('t_a', 3);
  const answer = log.append(append);
  await watched.count(3);
  expect(watched.retries.map(({ error }) => error.name)).toEqual(
    Array.from({ length: 3 }, () => 'AttemptTimedOut'),
  );
  node.thaw();
  await expect(answer).resolves.toMatchObject({ outcome: 'appended' });
  const events = await eventsUnder(log, 't_a');
  expect(events.map(({ id }) => id)).toEqual(idsOf(append));
});

test('trap 4: a server that stays frozen makes the append fail while it is frozen', async () => {
  const reports: string[] = [];
  const onAppend = (_: number, outcome: string) => reports.push(outcome);
  const log = connect({ attemptMs: 200, giveUpMs: 900, onAppend });
  await log.append(madeAppend('t_before', 1));
  node.freeze();
  await expect(log.append(madeAppend('t_a', 1))).rejects.toThrow(LogUnavailable);
  expect(reports).toEqual(['appended', 'unavailable']);
});

test('trap 5: throwOnAppendFailure=false in the connection string changes no answer', async () => {
  const log = connect({ url: `${node.url}&throwOnAppendFailure=false` });
  const known = madeEvent(1);
  await log.append({ stream: 't_a', events: [known] });
  const answer = await log.append({ stream: 't_a', events: [known, madeEvent(2)] });
  expect(answer).toEqual({ outcome: 'partly-known' });
});

test('trap 6: with the server down the bare error of code 14 is an outage, waited out', async () => {
  await node.kill();
  const watched = watchedRetries();
  const log = connect({ onRetry: watched.onRetry });
  const answer = log.append(madeAppend('t_a', 1));
  const end = log.end();
  await watched.count(4);
  for (const { error } of watched.retries) expect(error).toMatchObject({ code: 14 });
  await node.start();
  await expect(answer).resolves.toMatchObject({ outcome: 'appended' });
  await expect(end).resolves.toBeTypeOf('bigint');
});

test('trap 6: with the server down for good it is LogUnavailable', async () => {
  await node.kill();
  const log = connect({ giveUpMs: 700 });
  await expect(log.append(madeAppend('t_a', 1))).rejects.toThrow(LogUnavailable);
  await expect(log.end()).rejects.toThrow(LogUnavailable);
});

test('trap 7: when the stream breaks with many appends in flight, each retries and is written once', async () => {
  const watched = watchedRetries();
  const log = connect({ onRetry: watched.onRetry });
  await log.append(madeAppend('t_before', 1));
  for (let round = 0; round < 3; round++) {
    node.freeze();
    const appends = Array.from({ length: 200 }, (_, n) => madeAppend(`t_${round}.${n}`, 5));
    const seen = watched.retries.length;
    const answers = Promise.all(appends.map(log.append));
    await node.kill();
    await watched.count(seen + 64);
    await node.start();
    await answers;
    const events = await eventsUnder(log, `t_${round}.`);
    expect(events.map(({ id }) => id).toSorted()).toEqual(idsOf(...appends).toSorted());
  }
});

test('trap 7: what was written just before a crash is not written again after it', async () => {
  const log = connect();
  const appends = Array.from({ length: 400 }, (_, n) => madeAppend(`t_${n}`, 2));
  const answers = appends.map(log.append);
  // In the midst of it: some answered, some written and not answered, some under way, some waiting.
  await answers[100];
  await node.kill();
  await node.start();
  await Promise.all(answers);
  const events = await eventsUnder(log, 't_');
  expect(events.map(({ id }) => id).toSorted()).toEqual(idsOf(...appends).toSorted());
});

test('trap 7: an answer that comes after everybody left is ignored', async () => {
  const log = connect({ attemptMs: 100, giveUpMs: 250 });
  await log.append(madeAppend('t_before', 1));
  node.freeze();
  const append = madeAppend('t_a', 1);
  await expect(log.append(append)).rejects.toThrow(LogUnavailable);
  node.thaw();
  // Its answer is behind the late ones on the same stream.
  await expect(log.append(madeAppend('t_b', 1))).resolves.toMatchObject({ outcome: 'appended' });
  const events = await eventsUnder(log, 't_a');
  expect(events.map(({ id }) => id)).toEqual(idsOf(append));
});

test('trap 7: the crash of one server leaves the appends to another alone', async () => {
  const other = await startRestartableNode();
  const [here, there] = [connect(), connect({ url: other.url, giveUpMs: 500 })];
  await Promise.all([here, there].map((log) => log.append(madeAppend('t_before', 1))));
  node.freeze();
  const answer = here.append(madeAppend('t_a', 1));
  const lost = there.append(madeAppend('t_a', 1));
  other.freeze();
  await other.kill();
  await Promise.allSettled([lost, there.append(madeAppend('t_b', 1))]);
  node.thaw();
  await expect(answer).resolves.toMatchObject({ outcome: 'appended' });
  await other.remove();
});

test.each([-1, 1])('trap 9: a clock that is %i h off fails no append', async (hours) => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * 3_600_000 });
  const log = connect({ attemptMs: 200, giveUpMs: 900 });
  await expect(log.append(madeAppend('t_a', 1))).resolves.toMatchObject({ outcome: 'appended' });
  await expect(log.end()).resolves.toBeTypeOf('bigint');
  node.freeze();
  await expect(log.append(madeAppend('t_b', 1))).rejects.toThrow(LogUnavailable);
});

test('trap 9: which it does with the bare client', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 });
  const bare = EventStoreDBClient.connectionString(node.url);
  const event = jsonEvent({ type: 'made', data: {} });
  await expect(bare.appendToStream('t_a', event)).rejects.toMatchObject({
    type: 'deadline-exceeded',
  });
  await bare.dispose();
});

test('close does not wait for a frozen server, and says why the append failed', async () => {
  const log = connect({ closeMs: 200 });
  await log.append(madeAppend('t_before', 1));
  node.freeze();
  const answer = expect(log.append(madeAppend('t_a', 1))).rejects.toThrow(/the log was closed/);
  await log.close();
  await answer;
});
