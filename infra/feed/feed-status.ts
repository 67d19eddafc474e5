export const feedStates = ['live', 'catching_up', 'stopped'] as const;

/** What the feed says of itself: for readiness, metrics and `GET /v1/projections`. */
export type FeedStatus = {
  readonly state: (typeof feedStates)[number];
  /** Events read from the log but not committed yet. */
  readonly buffered: number;
  /** When the oldest of them was recorded; undefined where there is none. */
  readonly oldestBufferedAt: string | undefined;
  /** Why the feed does not get on: until it does again, or for good where it has stopped. */
  readonly problem?: string | undefined;
};

/** Age of the oldest event that is not applied; 0 when caught up. */
export const lagSeconds = ({ oldestBufferedAt }: FeedStatus, nowMs: number): number =>
  oldestBufferedAt === undefined ? 0 : Math.max(0, (nowMs - Date.parse(oldestBufferedAt)) / 1000);
