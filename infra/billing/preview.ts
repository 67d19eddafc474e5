import { noDocuments } from '../../domain/billing/account-documents.ts';
import { draftOf, type Draft } from '../../domain/billing/draft.ts';
import { totalOf } from '../../domain/billing/rated-lines.ts';
import { invoiceOf, standingFor } from '../../domain/billing/standing.ts';
import { planChanges } from '../postgres/billing/prices.ts';
import { readCheckpoint } from '../postgres/checkpoint.ts';
import type { DatabaseConnection } from '../postgres/database.ts';
import { accountDocuments } from '../postgres/queries/account-documents.ts';
import { billAccounts } from './bill-accounts.ts';
import { billingContext } from './billing-context.ts';

/** What is asked: a month of an account, as things are at an instant. */
export type PreviewAsked = {
  readonly tenant: string;
  readonly account: string;
  readonly month: string;
  readonly now: number;
};

export type Preview = {
  readonly draft: Draft;
  /** The number of the invoice that stands for the month; what it adjusts is not in the draft then. */
  readonly invoice: string | undefined;
  /** What stands for the month by all documents, as money; undefined where none bills it. */
  readonly billed: string | undefined;
};

/**
 * What a run would bill an account for a month now, with levels up to now where the month has not ended; undefined where the
 * account has no prices. Nothing of it is kept.
 */
export const preview = async (
  moment: DatabaseConnection,
  { tenant, account, month, now }: PreviewAsked,
): Promise<Preview | undefined> => {
  const { sequence } = await readCheckpoint(moment);
  const context = await billingContext(moment, { tenant, month, sequence, until: now });
  const at = { tenant, sequence };
  const changes = (await planChanges(moment, at, [account])).get(account) ?? [];
  const issued = (await accountDocuments(moment, tenant, [account])).get(account) ?? noDocuments;
  const invoice = invoiceOf(issued.documents, month)?.number;
  // What is billed already would be taken off again.
  const documents = invoice === undefined ? issued : noDocuments;
  const asked = invoice === undefined ? context : { ...context, late: new Map() };
  const bills = await billAccounts(moment, asked, [{ account, documents, changes }]);
  const billable = bills.get(account)?.billable;
  if (billable === undefined) return undefined;
  const draft = draftOf(billable);
  const standing = standingFor(issued.documents, month);
  const billed = standing && totalOf(standing.lines, draft.currency);
  return { draft, invoice, billed };
};
