import type { Logger } from 'pino';
import { aborted } from './cli/interrupted.ts';
import type { FeedStatus } from './feed/feed-status.ts';
import type { Feed } from './feed/run-feed.ts';
import { lead, type LeadershipNews } from './postgres/leadership.ts';
import type { FeedNews } from './start-feed.ts';

/** The feed as one of several processes sees it: it runs in the one that leads. */
export type LedFeed = {
  /** What the feed says of itself; undefined where it runs elsewhere, or nowhere. */
  readonly status: () => FeedStatus | undefined;
  /** Resolves when the feed, run here, has reached the end of the log for the first time. */
  readonly caughtUp: Promise<void>;
  /** Resolves when another process is found to lead. */
  readonly standsBy: Promise<void>;
  /** Lets the batch under way commit, then lets another process lead. */
  readonly stop: () => Promise<void>;
};

const telling =
  (logger: Logger) =>
  (told: LeadershipNews): void => {
    if (told.news === 'stands by') {
      logger.info({ leader: told.leader }, 'another process fills the read models, this stands by');
    } else if (told.news === 'leads') {
      logger.info('this process leads: it fills the read models');
    } else if (told.why === undefined) {
      logger.info('this process leads no longer: it stops');
    } else {
      logger.warn({ why: told.why }, 'this process leads no longer');
    }
  };

/** Runs the feed whenever this process leads. */
export const ledFeed = (
  start: (news: FeedNews) => Feed,
  { url, name, logger }: { readonly url: string; readonly name: string; readonly logger: Logger },
): LedFeed => {
  const caughtUp = Promise.withResolvers<undefined>();
  const standsBy = Promise.withResolvers<undefined>();
  const tell = telling(logger);
  let feed: Feed | undefined;
  let left: FeedStatus | undefined;
  const leadership = lead({
    url,
    name,
    run: async (signal) => {
      const overtaken = Promise.withResolvers<undefined>();
      feed = start({
        onCaughtUp: () => {
          caughtUp.resolve(undefined);
        },
        onOtherVersion: () => {
          overtaken.resolve(undefined);
        },
      });
      // One that has stopped at an event leads on: another of this version would stop there too, and who asks is told why.
      // One of another version would not.
      const isOvertaken = await Promise.race([
        aborted(signal).then(() => false),
        overtaken.promise.then(() => true),
      ]);
      await feed.stop();
      if (isOvertaken) left = feed.status();
      feed = undefined;
      return isOvertaken ? 'for good' : 'until asked again';
    },
    onNews: (news) => {
      tell(news);
      if (news.news === 'stands by') standsBy.resolve(undefined);
    },
    onError: (error) => {
      logger.warn({ err: error }, 'the database cannot be asked who leads');
    },
  });
  return {
    status: () => left ?? (leadership.isLeader() ? feed?.status() : undefined),
    caughtUp: caughtUp.promise,
    standsBy: standsBy.promise,
    stop: leadership.stop,
  };
};

/** The feed for a process that never leads. */
export const feedElsewhere: LedFeed = {
  status: () => undefined,
  caughtUp: new Promise(() => undefined),
  standsBy: Promise.resolve(),
  stop: () => Promise.resolve(),
};
