import { setTimeout as delay } from 'node:timers/promises';
import { invoiceOfRun } from '../../domain/billing/account-documents.ts';
import type { BillingDocument } from '../../domain/billing/document.ts';
import { documentOf, isBillable } from '../../domain/billing/draft.ts';
import { invoiceOf } from '../../domain/billing/standing.ts';
import type { EventLog } from '../../domain/event-log.ts';
import { instantText } from '../../domain/time/instant.ts';
import type { Billing, BillRequest, Outcome } from '../billing-runs/billing.ts';
import { accountsAfter } from '../postgres/billing/accounts-after.ts';
import { planChanges } from '../postgres/billing/prices.ts';
import { readCheckpoint } from '../postgres/checkpoint.ts';
import type { DatabaseConnection } from '../postgres/database.ts';
import { oneMoment } from '../postgres/one-moment.ts';
import { accountDocuments, revisionsOf } from '../postgres/queries/account-documents.ts';
import { billAccounts } from './bill-accounts.ts';
import { billingContext, type BillingContext } from './billing-context.ts';
import { issueDocument } from './issue-documents.ts';
import type { ToBill } from './to-bill.ts';

type BillingDeps = {
  readonly namespace: string;
  readonly db: DatabaseConnection;
  readonly log: Pick<EventLog, 'appendAt'>;
};

/** What becomes of an account, and its document where there is one to issue at a revision. */
type Decided = {
  readonly account: string;
  readonly outcome: Outcome['outcome'];
  readonly document?: BillingDocument;
  readonly revision?: bigint;
  readonly problem?: string;
};

// Of a closed month all levels are known to the end.
const closed = Number.MAX_SAFE_INTEGER;

const accountsAtOnce = 250;

/**
 * Asks the read models at one moment, at which they must hold all that a run reads: they may be dropped and filled anew at
 * any time, and half of them would look like little usage. Else it throws, as in an outage.
 */
const atMomentOf = <Result>(
  { db }: Pick<BillingDeps, 'db'>,
  request: bigint,
  ask: (moment: DatabaseConnection) => Promise<Result>,
): Promise<Result> =>
  oneMoment(db, async (moment) => {
    const { sequence } = await readCheckpoint(moment);
    if (sequence < request) throw new Error('the read models do not hold the request of the run');
    return ask(moment);
  });

const told = ({ account, outcome, document, problem }: Decided): Outcome =>
  document === undefined
    ? { account, outcome, ...(problem === undefined ? {} : { problem }) }
    : {
        account,
        outcome,
        number: document.number,
        total: document.total,
        currency: document.currency,
      };

/** What was decided before: by this run, or by another that billed the month. */
const decidedBefore = (
  { account, documents }: ToBill,
  { month, sequence }: BillRequest,
): Decided | undefined => {
  const own = invoiceOfRun(documents, month, sequence);
  if (own !== undefined) return { account, outcome: 'issued', document: own };
  return invoiceOf(documents.documents, month) === undefined
    ? undefined
    : { account, outcome: 'standing' };
};

const decide = (
  deps: BillingDeps,
  context: BillingContext,
  request: BillRequest,
  accounts: readonly string[],
): Promise<readonly Decided[]> =>
  atMomentOf(deps, request.sequence, async (moment) => {
    const documents = await accountDocuments(moment, request.tenant, accounts);
    const changes = await planChanges(moment, request, accounts);
    const all = [...documents].map(([account, issued]) => ({
      account,
      documents: issued,
      changes: changes.get(account) ?? [],
    }));
    const open = all.filter((each) => decidedBefore(each, request) === undefined);
    const bills = await billAccounts(moment, context, open);
    return all.map((each): Decided => {
      const { account, documents: issued } = each;
      const known = decidedBefore(each, request);
      if (known !== undefined) return known;
      const { billable, problem } = bills.get(account) ?? {};
      if (problem !== undefined) return { account, outcome: 'failed', problem };
      if (billable === undefined || !isBillable(billable)) return { account, outcome: 'nothing' };
      const document = documentOf(billable);
      return { account, outcome: 'issued', document, revision: issued.revision };
    });
  });

const lookAgainMs = 20;
const patienceMs = 30_000;

/** Waits until the read models know of everything in these accounts' streams up to a revision. */
const seen = async (
  { db }: BillingDeps,
  tenant: string,
  revisions: ReadonlyMap<string, bigint>,
  signal: AbortSignal,
): Promise<void> => {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const known = await revisionsOf(db, tenant, [...revisions.keys()]);
    const isSeen = [...revisions].every(
      ([account, revision]) => (known.get(account) ?? -1n) >= revision,
    );
    if (isSeen) return;
    if (performance.now() > giveUpAt) throw new Error('the read models do not follow the log');
    await delay(lookAgainMs, undefined, { signal });
  }
};

/** Issues what was decided; the accounts at which something else was written meanwhile, with the revision they are at. */
const issue = async (
  deps: BillingDeps,
  decided: readonly Decided[],
): Promise<ReadonlyMap<string, bigint>> => {
  const recordedAt = () => instantText(Date.now());
  const found = await Promise.all(
    decided.map(async ({ account, document, revision }): Promise<[string, bigint] | undefined> => {
      if (document === undefined || revision === undefined) return undefined;
      const other = await issueDocument({ ...deps, recordedAt }, document, revision);
      return other === undefined ? undefined : [account, other];
    }),
  );
  return new Map(found.filter((entry) => entry !== undefined));
};

/** Rates accounts and issues their documents, again for those of which something was written in between. */
const billUntilIssued = async (
  deps: BillingDeps,
  context: BillingContext,
  request: BillRequest,
  signal: AbortSignal,
): Promise<readonly Outcome[]> => {
  const outcomes = new Map<string, Outcome>();
  for (let left = request.accounts; left.length > 0;) {
    const decided = await decide(deps, context, request, left);
    const others: ReadonlyMap<string, bigint> = request.dryRun
      ? new Map()
      : await issue(deps, decided);
    for (const each of decided) {
      if (!others.has(each.account)) outcomes.set(each.account, told(each));
    }
    left = [...others.keys()];
    if (left.length > 0) await seen(deps, request.tenant, others, signal);
  }
  return request.accounts.flatMap((account) => outcomes.get(account) ?? []);
};

/**
 * What bills accounts, over a log and read models that have the run's request. All that a run rates it reads at the event of
 * its request, so that its documents are the same bytes whatever comes in meanwhile and however often it begins again.
 */
export const openBilling = (deps: BillingDeps): Billing => {
  let known: { readonly key: string; readonly context: Promise<BillingContext> } | undefined;
  const contextOf = ({ tenant, month, sequence }: BillRequest): Promise<BillingContext> => {
    const key = `${tenant}\n${month}\n${sequence}`;
    if (known?.key === key) return known.context;
    const asked = { tenant, month, sequence, until: closed };
    const context = atMomentOf(deps, sequence, (moment) => billingContext(moment, asked));
    known = { key, context };
    void context.catch(() => {
      known = undefined;
    });
    return context;
  };
  return {
    accounts: async function* (tenant, sequence, after) {
      for (let last = after ?? ''; ;) {
        const accounts = await atMomentOf(deps, sequence, (moment) =>
          accountsAfter(moment, tenant, last, accountsAtOnce),
        );
        if (accounts.length > 0) yield accounts;
        if (accounts.length < accountsAtOnce) return;
        last = accounts.at(-1) ?? last;
      }
    },
    bill: async (request, signal) =>
      billUntilIssued(deps, await contextOf(request), request, signal),
  };
};
