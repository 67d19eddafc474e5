import { expect, test } from 'vitest';
import type { LogSlice, RecordedEvent } from '../../../domain/event-log.ts';
import { beginning, type Checkpoint } from '../../../domain/ledger/checkpoint.ts';
import type { NumberedSlice } from '../../../infra/feed/number-slice.ts';
import { PoisonEvent } from '../../../infra/feed/poison-event.ts';
import { runFeed, type FeedDeps } from '../../../infra/feed/run-feed.ts';

const eventAt = (position: bigint, data: unknown): RecordedEvent => ({
  id: `event-${position}`,
  stream: 'ledger_usage-t1.user:u1.202601',
  revision: position,
  position,
  type: 'openmeet.message.sent',
  data,
  metadata: { recordedAt: '2026-01-15T00:00:00.000Z' },
});

const factAt = (position: bigint): RecordedEvent =>
  eventAt(position, {
    tenant: 't1',
    source: 'urn:test',
    id: String(position),
    subject: 'user:u1',
    time: '2026-01-15T00:00:00.000Z',
    data: { channel: 'chat' },
  });

/** A quiet log: what it holds comes at once, then nothing more until the reader leaves. */
const logOf = (events: readonly RecordedEvent[]): FeedDeps['log'] => ({
  follow: async function* ({ after = 0n, signal }): AsyncGenerator<LogSlice> {
    const rest = events.filter(({ position }) => position > after);
    if (!signal.aborted) yield { events: rest, position: 9n, caughtUp: true };
    if (!signal.aborted) {
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve, { once: true });
      });
    }
  },
});

/** A feed over `events` whose batches `write` may refuse; what it wrote moves the checkpoint. */
const feedOver = (events: readonly RecordedEvent[], write: (slice: NumberedSlice) => void) => {
  let checkpoint: Checkpoint = beginning;
  const errors: unknown[] = [];
  const caughtUp = Promise.withResolvers<Checkpoint>();
  const feed = runFeed({
    namespace: 'ledger',
    prefix: 'ledger_',
    log: logOf(events),
    readCheckpoint: async () => checkpoint,
    apply: async (slice) => {
      write(slice);
      checkpoint = slice.after;
    },
    onError: (error) => errors.push(error),
    onCaughtUp: caughtUp.resolve,
    retryAfterMs: 1,
  });
  return { feed, errors, caughtUp: caughtUp.promise };
};

test('an event that cannot be understood stops the feed by name, and nothing is skipped', async () => {
  let written = 0;
  const { feed } = feedOver([factAt(1n), eventAt(2n, {}), factAt(3n)], () => (written += 1));
  await feed.ended;
  expect(feed.status()).toMatchObject({
    state: 'stopped',
    buffered: 3,
    oldestBufferedAt: '2026-01-15T00:00:00.000Z',
    problem: expect.stringContaining('event event-2') as string,
  });
  expect(written).toBe(0);
});

test('a batch that can never be written stops the feed by name', async () => {
  const { feed } = feedOver([factAt(1n)], () => {
    throw new PoisonEvent('event number 1: too long');
  });
  await feed.ended;
  expect(feed.status()).toMatchObject({ state: 'stopped', problem: 'event number 1: too long' });
});

test('an outage is waited out on a log where nothing more happens', async () => {
  let failures = 3;
  const { feed, errors, caughtUp } = feedOver([factAt(1n), factAt(2n)], () => {
    failures -= 1;
    if (failures >= 0) throw new Error('the database is away');
  });
  expect(await caughtUp).toMatchObject({ sequence: 2n, position: 9n });
  expect(feed.status()).toMatchObject({ state: 'live', buffered: 0 });
  expect(errors).toHaveLength(3);
  await feed.stop();
});

test('the same log gives the same number and digest, whatever failed on the way', async () => {
  const events = [factAt(1n), factAt(2n), factAt(3n)];
  const smooth = feedOver(events, () => undefined);
  let refused = false;
  const rough = feedOver(events, () => {
    if (refused) return;
    refused = true;
    throw new Error('once');
  });
  expect(await rough.caughtUp).toEqual(await smooth.caughtUp);
  await Promise.all([smooth.feed.stop(), rough.feed.stop()]);
});
