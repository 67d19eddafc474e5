import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Feed } from '../../../infra/feed/run-feed.ts';
import { ledFeed } from '../../../infra/led-feed.ts';
import type { FeedNews } from '../../../infra/start-feed.ts';
import { useReadModels } from './use-read-models.ts';

const postgres = useReadModels();
const logger = pino({ level: 'silent' });
const name = 'feed of a test';

const feedOf = (problem?: string): Feed => ({
  status: () => ({
    state: problem === undefined ? 'live' : 'stopped',
    buffered: 0,
    oldestBufferedAt: undefined,
    problem,
  }),
  ended: Promise.resolve(),
  stop: () => Promise.resolve(),
});

test('a process that another version has overtaken leaves the lead to it, for good, and says why', async () => {
  const { url } = await postgres.open();
  const begun = Promise.withResolvers<FeedNews>();
  let starts = 0;
  const old = ledFeed(
    (news) => {
      starts += 1;
      begun.resolve(news);
      return feedOf('another version fills storage');
    },
    { url, name, logger },
  );
  const { onOtherVersion } = await begun.promise;
  const newer = ledFeed(
    ({ onCaughtUp }) => {
      onCaughtUp();
      return feedOf();
    },
    { url, name, logger },
  );
  await newer.standsBy;
  onOtherVersion();
  await newer.caughtUp;
  expect(old.status()?.problem).toBe('another version fills storage');
  // Nor does it come back when the other is gone: it would drop what that has filled.
  await newer.stop();
  expect(starts).toBe(1);
  await old.stop();
});
