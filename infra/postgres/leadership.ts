import { pause } from '../eventstore/pause.ts';
import { openLockSession, type LockSession } from './lock-session.ts';

const tryAgainMs = 1_000;

/** What there is to tell of who leads. */
export type LeadershipNews =
  | { readonly news: 'leads' }
  /** `why` is undefined where the process was told to stop. */
  | { readonly news: 'leads no longer'; readonly why: string | undefined }
  | { readonly news: 'stands by'; readonly leader: string };

export type Leadership = {
  /** Whether this process leads as far as it knows; what a frozen one knows is old. */
  readonly isLeader: () => boolean;
  /** Has `run` end, then lets the next one lead at once. */
  readonly stop: () => Promise<void>;
};

type Candidate = {
  readonly url: string;
  /** What is led: one process of all that name the same in the same database. */
  readonly name: string;
  /**
   * What the leader does. It has to end when its signal aborts: leadership is lost, or no longer wanted. What it began by
   * then may be finished, if it cannot do harm beside what the next leader does. Where it ends before, it leaves the lead
   * to others, and says whether this process may have it again.
   */
  readonly run: (signal: AbortSignal) => Promise<'until asked again' | 'for good'>;
  readonly onNews: (news: LeadershipNews) => void;
  /** Hears of outages, which are waited out. */
  readonly onError: (error: unknown) => void;
};

/**
 * Stands for election, for ever: of several processes the one that holds a lock of PostgreSQL's leads, the others try to
 * take it about every second. PostgreSQL frees the lock with the session of its holder: at once when that process ends,
 * however it ends, and after ten seconds when it is frozen or cut off.
 *
 * A process that was frozen does not know at first that it leads no longer. What it may still do must be made harmless
 * where it is done; the feed's batches are, since the checkpoint moves by compare-and-set.
 */
export const lead = ({ url, name, run, onNews, onError }: Candidate): Leadership => {
  const stopping = new AbortController();
  const isStopping = (): boolean => stopping.signal.aborted;
  let term: AbortSignal | undefined;
  let known: string | undefined;

  /** Waits for the lock; false where there is nothing more to wait for. */
  const won = async (session: LockSession, over: AbortSignal): Promise<boolean> => {
    while (!over.aborted) {
      if (await session.tryLock()) return true;
      const leader = await session.holder();
      if (leader !== undefined && leader !== known) onNews({ news: 'stands by', leader });
      known = leader ?? known;
      await pause(tryAgainMs, over);
    }
    return false;
  };

  /** Leads, once the lock is had, until the session is lost or `run` has ended. */
  const stand = async (session: LockSession): Promise<void> => {
    const over = AbortSignal.any([stopping.signal, session.lost]);
    if (!(await won(session, over))) return;
    const ended = new AbortController();
    const alive = session.keepAlive(ended.signal);
    known = undefined;
    term = over;
    onNews({ news: 'leads' });
    try {
      if ((await run(over)) === 'for good') stopping.abort();
    } finally {
      term = undefined;
      ended.abort();
      await alive;
      onNews({ news: 'leads no longer', why: whyLost(session) });
    }
  };

  const whyLost = ({ lost }: LockSession): string | undefined =>
    isStopping() ? undefined : String(lost.reason);

  const standForEver = async (): Promise<void> => {
    while (!isStopping()) {
      try {
        const session = await openLockSession(url, name);
        await stand(session).finally(session.close);
      } catch (error) {
        if (!isStopping()) onError(error);
      }
      await pause(tryAgainMs, stopping.signal);
    }
  };

  const standing = standForEver();
  return {
    isLeader: () => term?.aborted === false,
    stop: async () => {
      stopping.abort();
      await standing;
    },
  };
};
