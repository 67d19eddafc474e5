import { notWritten } from '../errors.ts';
import type { Journal } from './journal.ts';

type Job = {
  readonly events: number;
  /** Writes within the transaction and returns what tells the caller, once it is committed. */
  readonly work: () => () => void;
  readonly fail: (error: unknown) => void;
};

/** What else has to happen when a transaction ended; before anybody is told of a failure, after of a success. */
export type Outcomes = { readonly committed: () => void; readonly rolledBack: () => void };

// A bound on how long one transaction keeps everything else waiting.
const maxEventsInGroup = 8_192;

/**
 * Commits what arrives in one turn of the event loop as one transaction: syncing the disk costs far more than writing,
 * so that under load many appends share it, and a lone append still does not wait for company.
 */
export class GroupCommit {
  readonly #journal: Journal;
  readonly #outcomes: Outcomes;
  #queue: Job[] = [];
  #isScheduled = false;

  constructor(journal: Journal, outcomes: Outcomes) {
    this.#journal = journal;
    this.#outcomes = outcomes;
  }

  /**
   * Runs `work` in a transaction with others and resolves with its result when that is on disk. When any of it fails
   * nothing of the transaction is kept and all of its callers get an error.
   */
  submit<Result>(events: number, work: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#queue.push({
        events,
        work: () => {
          const result = work();
          return () => {
            resolve(result);
          };
        },
        fail: reject,
      });
      this.#schedule();
    });
  }

  /** Commits everything that waits, now. */
  flush(): void {
    while (this.#queue.length > 0) this.#commit(this.#takeGroup());
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#commit(this.#takeGroup());
      if (this.#queue.length > 0) this.#schedule();
    });
  }

  #takeGroup(): readonly Job[] {
    let events = 0;
    let jobs = 0;
    for (const job of this.#queue) {
      if (jobs > 0 && events + job.events > maxEventsInGroup) break;
      events += job.events;
      jobs++;
    }
    return this.#queue.splice(0, jobs);
  }

  #commit(jobs: readonly Job[]): void {
    if (jobs.length === 0) return;
    let announcements: readonly (() => void)[];
    try {
      this.#journal.begin();
      announcements = jobs.map(({ work }) => work());
      this.#journal.commit();
    } catch (error) {
      this.#abandon(jobs, error);
      return;
    }
    for (const announce of announcements) announce();
    this.#outcomes.committed();
  }

  #abandon(jobs: readonly Job[], error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`eventstore-node: the journal could not be written: ${reason}\n`);
    // When these fail too, memory and disk may differ: the exception ends the process, and a restart reads the disk.
    this.#journal.rollback();
    this.#outcomes.rolledBack();
    for (const { fail } of jobs) fail(notWritten());
  }
}
