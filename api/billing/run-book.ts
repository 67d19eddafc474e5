import * as E from 'fp-ts/lib/Either.js';
import { requestRun, type RunRejection } from '../../domain/billing/request-run.ts';
import type { ModelMonth } from '../../domain/billing/model-month.ts';
import type { BillingRunRequested } from '../../domain/ledger/billing-events.ts';
import { beforeRequest, runRequested } from '../../domain/ledger/run-events.ts';
import { billingRunStream } from '../../domain/stream-name.ts';
import type { EpochMs } from '../../domain/time/instant.ts';
import type { Page } from '../queries/queries.ts';
import { recordDecided, type RecordDeps, type TooLate } from './record-decided.ts';
import type { RunRecord } from './run-record.ts';

type RunName = { readonly tenant: string; readonly run: string };

/** Where billing runs are asked for, looked at and stopped. Something else executes them. */
export type RunBook = {
  /** Resolves to the position of the request; undefined where the same was on record before. */
  readonly request: (
    wanted: BillingRunRequested,
  ) => Promise<E.Either<RunRejection | TooLate, bigint | undefined>>;
  /** Has a run stop after the accounts that are under way; it may have ended before. */
  readonly cancel: (name: RunName) => Promise<void>;
  readonly find: (tenant: string, run: string) => Promise<RunRecord | undefined>;
  /** The newest first, those before the one with the sequence `after`. */
  readonly list: (tenant: string, page: Page) => Promise<readonly RunRecord[]>;
  /** Has a run that the read models know begin at once. */
  readonly announce: () => Promise<void>;
};

export type RunBookDeps = RecordDeps &
  Omit<RunBook, 'request'> & {
    readonly namespace: string;
    readonly circumstances: (
      wanted: RunName & {
        readonly month: string;
        readonly accounts: readonly string[] | undefined;
      },
    ) => Promise<{
      readonly before: RunRecord | undefined;
      readonly unknown: ReadonlySet<string>;
      readonly models: readonly ModelMonth[];
    }>;
    readonly now: () => EpochMs;
    readonly recordedAt: () => string;
  };

/** The book over a log and its read models. Throws ServiceUnavailable where these are away. */
export const openRunBook = ({
  appendAt,
  caughtUp,
  namespace,
  circumstances,
  now,
  recordedAt,
  ...others
}: RunBookDeps): RunBook => ({
  ...others,
  request: async (wanted) => {
    const { tenant, run, month, accounts } = wanted;
    const done = await recordDecided({ appendAt, caughtUp }, async () => {
      const known = await circumstances({ tenant, run, month, accounts });
      const decided = requestRun(wanted, { ...known, now: now() });
      if (E.isLeft(decided)) return decided;
      const append = {
        stream: billingRunStream(namespace, tenant, run),
        after: beforeRequest,
        events: decided.right.map((requested) => runRequested(requested, recordedAt())),
      };
      return E.right({
        result: undefined,
        append: append.events.length === 0 ? undefined : append,
      });
    });
    return E.isLeft(done) ? done : E.right(done.right.position);
  },
});
