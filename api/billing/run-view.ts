import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { oneOf } from '../../domain/codec/refined.ts';
import { annotated } from '../annotated.ts';
import { Count, DecimalText, TimeText, WholeText } from '../answer-parts.ts';
import type { RunRecord } from './run-record.ts';

const RunState = annotated(
  oneOf('RunState', 'waiting', 'running', 'cancelling', 'completed', 'cancelled'),
  {
    description:
      'Runs are executed one at a time, the oldest first. A run that is cancelled stops after the accounts that are under way; what it has issued stays',
  },
);
type RunState = t.TypeOf<typeof RunState>;

const RunAccounts = closed(
  'RunAccounts',
  { done: Count },
  { of: annotated(Count, { description: 'How many it has, once they are counted' }) },
);
const RunFailure = closed('RunFailure', { account: t.string, message: t.string }, {});

/** A billing run. */
export const RunView = closed(
  'BillingRun',
  {
    id: t.string,
    period: t.string,
    state: RunState,
    dryRun: t.boolean,
    ignoreGrace: t.boolean,
    accounts: RunAccounts,
    issued: annotated(Count, { description: 'Of a dry run: what it would issue' }),
    nothingToBill: Count,
    standing: annotated(Count, {
      description: 'Accounts that had an invoice of the period before',
    }),
    failed: Count,
    failures: annotated(t.readonlyArray(RunFailure), { description: 'The first hundred' }),
    totals: annotated(t.record(t.string, DecimalText), {
      description: 'Of what was issued, by currency',
    }),
    sequence: annotated(WholeText, {
      description:
        'The event of the log that asked for it: all of it is billed by the log up to there',
    }),
    requestedAt: TimeText,
    by: t.string,
  },
  {
    endedAt: TimeText,
    problem: annotated(t.string, {
      description: 'Why it does not go on just now; it is tried again by itself',
    }),
  },
);
type RunView = t.TypeOf<typeof RunView>;

const endedStates = new Map<string, RunState>([
  ['completed', 'completed'],
  ['cancelled', 'cancelled'],
]);

const stateOf = ({ ended, progress }: RunRecord): RunState => {
  if (ended !== undefined) return endedStates.get(ended.outcome) ?? 'completed';
  if (progress?.isCancelRequested === true) return 'cancelling';
  return progress?.accounts === undefined ? 'waiting' : 'running';
};

const none = { issued: 0, nothingToBill: 0, standing: 0, failed: 0 };

/** The last word on the counts: those of its end, which the log has, or those of its progress. */
const countsOf = ({ ended, progress }: RunRecord) => {
  const { issued, nothingToBill, standing, failed } = ended ?? progress ?? none;
  const done = issued + nothingToBill + standing + failed;
  const of = progress?.accounts;
  return {
    accounts: of === undefined ? { done } : { done, of },
    issued,
    nothingToBill,
    standing,
    failed,
    failures: progress?.failures ?? [],
    totals: progress?.totals ?? {},
  };
};

export const runView = (record: RunRecord): RunView => {
  const { run, month, dryRun, ignoreGrace, sequence, requestedAt, by, progress, ended } = record;
  const problem = ended === undefined ? progress?.problem : undefined;
  return {
    id: run,
    period: month,
    state: stateOf(record),
    dryRun,
    ignoreGrace,
    ...countsOf(record),
    sequence: String(sequence),
    requestedAt,
    by,
    ...(ended === undefined ? {} : { endedAt: ended.endedAt }),
    ...(problem === undefined ? {} : { problem }),
  };
};
