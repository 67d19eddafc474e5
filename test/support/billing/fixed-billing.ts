import { invoiceOfRun } from '../../../domain/billing/account-documents.ts';
import { invoiceNumber } from '../../../domain/billing/invoice-number.ts';
import { invoiceOf, nextIssue } from '../../../domain/billing/standing.ts';
import { invoiceIssued } from '../../../domain/ledger/document-events.ts';
import { invoiceStream } from '../../../domain/stream-name.ts';
import type { Billing, BillRequest, Outcome } from '../../../infra/billing-runs/billing.ts';
import type { Stores } from '../../../infra/open-stores.ts';
import { oneMoment } from '../../../infra/postgres/one-moment.ts';
import { accountDocuments } from '../../../infra/postgres/queries/account-documents.ts';
import { madeDocument } from './made-document.ts';

/** Where it is in its work, for one account at a time. */
export type Point = 'before the append' | 'after the append' | 'before progress is kept';

type FixedDeps = {
  readonly namespace: string;
  readonly stores: Pick<Stores, 'db' | 'log'>;
  readonly caughtUp: () => Promise<unknown>;
  readonly at?: (point: Point, account: string) => Promise<void> | void;
  readonly batchSize?: number;
};

const recordedAt = '2026-02-01T00:00:00.000Z';
/** What every account pays. */
export const fixedTotal = '10.00';

/**
 * Bills every account the same: nothing where its name ends in `free`, not at all where it ends in `broken`. Documents go
 * through the log as they always do.
 */
export const fixedBilling = (deps: FixedDeps): Billing => {
  const { namespace, stores, caughtUp, at = () => undefined, batchSize = 3 } = deps;

  const billOne = async (request: BillRequest, account: string): Promise<Outcome> => {
    const { tenant, month, sequence } = request;
    if (account.endsWith('broken')) return { account, outcome: 'failed', problem: 'is broken' };
    if (account.endsWith('free')) return { account, outcome: 'nothing' };
    const all = await oneMoment(stores.db, (db) => accountDocuments(db, tenant, [account]));
    const documents = all.get(account);
    if (documents === undefined) throw new Error(`no ${account}`);
    const issued = { account, outcome: 'issued', total: fixedTotal, currency: 'EUR' } as const;
    const own = invoiceOfRun(documents, month, sequence);
    if (own !== undefined) return { ...issued, number: own.number };
    const standing = invoiceOf(documents.documents, month);
    if (standing !== undefined) return { account, outcome: 'standing' };
    if (request.dryRun) return issued;
    const issue = nextIssue(documents.documents, month);
    const number = invoiceNumber({ tenant, account, month }, issue);
    const from = `${month}-01T00:00:00.000Z`;
    const document = madeDocument({
      number,
      tenant,
      account,
      issue,
      period: { month, from, to: from },
      sequence: String(sequence),
    });
    await at('before the append', account);
    const appended = await stores.log.appendAt({
      stream: invoiceStream(namespace, tenant, account),
      after: documents.revision,
      events: [invoiceIssued(document, recordedAt)],
    });
    await at('after the append', account);
    if (appended.outcome === 'appended') return { ...issued, number };
    await caughtUp();
    return billOne(request, account);
  };

  return {
    accounts: async function* (tenant, _sequence, after = '') {
      const rows = await stores.db
        .selectFrom('read.accounts')
        .select('account')
        .where('tenant', '=', tenant)
        .execute();
      const names = rows
        .map(({ account }) => account)
        .filter((account) => account > after)
        .sort((one, other) => (one < other ? -1 : 1));
      for (let from = 0; from < names.length; from += batchSize) {
        yield names.slice(from, from + batchSize);
      }
    },
    bill: async (request, signal) => {
      const outcomes: Outcome[] = [];
      for (const account of request.accounts) {
        signal.throwIfAborted();
        outcomes.push(await billOne(request, account));
      }
      for (const account of request.accounts) await at('before progress is kept', account);
      return outcomes;
    },
  };
};
