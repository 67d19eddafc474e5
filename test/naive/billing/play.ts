import type { BillingDocument } from '../../../domain/billing/document.ts';
import { documentDifferences } from './compare-documents.ts';
import { knownAt, type BillingEntry, type BillingLog } from './known.ts';
import { naiveRun } from './run.ts';
import type { Account, Scenario, Step } from './scenario.ts';
import { standingOf } from './standing.ts';
import { event, issued } from './worked-billing.ts';

/** What is asked of whoever bills: the last entry of the log is the request, whose sequence is that of the run. */
export type RunRequest = {
  readonly tenant: string;
  readonly month: string;
  readonly accounts?: readonly Account[];
};

/** Who bills: all documents that a run issues, in any order. Nothing is recorded by it. */
export type Product = {
  readonly issue: (log: BillingLog, run: RunRequest) => Promise<readonly BillingDocument[]>;
};

export const naiveProduct: Product = {
  issue: async (log, run) => naiveRun(log, run, log.length),
};

export type Played = {
  readonly log: BillingLog;
  /** Of every run, what was issued otherwise than by the rules. */
  readonly differences: readonly string[];
  readonly documents: number;
  readonly adjustments: number;
};

type RunStep = Extract<Step, { readonly kind: 'run' }>;

const requestOf = (step: RunStep, run: string): BillingEntry =>
  event('BillingRunRequested', {
    run,
    month: step.month,
    dryRun: step.ends === 'dry',
    ignoreGrace: true,
    by: 'user:admin',
    ...(step.accounts === undefined ? {} : { accounts: step.accounts }),
  });

const endOf = (
  { ends }: RunStep,
  run: string,
  { issued: documents, standing }: { readonly issued: number; readonly standing: number },
): readonly BillingEntry[] => {
  const outcome = ends === 'cancelled' ? 'cancelled' : 'completed';
  const counts = { issued: documents, nothingToBill: 0, standing, failed: 0 };
  return ends === 'never' ? [] : [event('BillingRunEnded', { run, outcome, ...counts })];
};

/** What of a run's documents gets into the log. */
const recorded = (
  { ends }: RunStep,
  documents: readonly BillingDocument[],
): readonly BillingDocument[] => {
  if (ends === 'dry') return [];
  return ends === 'completed' ? documents : documents.slice(0, Math.ceil(documents.length / 2));
};

const byAccount = (a: BillingDocument, b: BillingDocument): number =>
  a.account < b.account ? -1 : 1;

/** All documents that are not void, with the accounts they were issued to. */
const standingIn = (log: BillingLog, tenant: string) => {
  const known = knownAt(log, tenant, log.length);
  const accounts = new Set(
    log.flatMap((entry) =>
      entry.kind === 'ledger' && entry.type === 'InvoiceIssued' ? [entry.data.account] : [],
    ),
  );
  return [...accounts].flatMap((account) =>
    standingOf(known, account).map((document) => ({ account, document })),
  );
};

const voidOf = (log: BillingLog, tenant: string, which: number): readonly BillingEntry[] => {
  const standing = standingIn(log, tenant);
  const one = standing[which % Math.max(1, standing.length)];
  const why = { reason: 'wrong', by: 'user:admin' };
  if (one === undefined) return [];
  const { account, document } = one;
  return [event('InvoiceVoided', { account, number: document.number, ...why })];
};

/** Lets all happen, and compares what each run issues with what the rules say. Ends with the first difference. */
export const play = async ({ tenant, steps }: Scenario, product: Product): Promise<Played> => {
  let log: BillingLog = [];
  let [documents, adjustments] = [0, 0];
  for (const step of steps) {
    if (step.kind === 'entry') log = [...log, step.entry];
    if (step.kind === 'void') log = [...log, ...voidOf(log, tenant, step.which)];
    if (step.kind !== 'run') continue;
    const run = `run${log.length}`;
    log = [...log, requestOf(step, run)];
    const { month, accounts } = step;
    const request = { tenant, month, ...(accounts === undefined ? {} : { accounts }) };
    const found = (await product.issue(log, request)).toSorted(byAccount);
    const expected = product === naiveProduct ? found : naiveRun(log, request, log.length);
    const differences = documentDifferences(expected, found);
    if (differences.length > 0) {
      const about = `run of ${month} at ${log.length}`;
      return { log, differences: [about, ...differences], documents, adjustments };
    }
    documents += found.length;
    adjustments += found.flatMap((one) => one.adjustments).length;
    // Such an account is not looked at again, which the end of a run has to say.
    const standing = standingIn(log, tenant).filter(
      ({ document: { period } }) => period.month === month,
    ).length;
    const end = endOf(step, run, { issued: found.length, standing });
    log = [...log, ...recorded(step, found).map(issued), ...end];
  }
  return { log, differences: [], documents, adjustments };
};
