import * as E from 'fp-ts/lib/Either.js';
import type { InvoiceBook } from '../../../api/billing/invoice-book.ts';
import type { RunBook } from '../../../api/billing/run-book.ts';
import type { RunRecord } from '../../../api/billing/run-record.ts';
import { madeDocument } from '../../support/billing/made-document.ts';
import { memoryInvoices } from '../../support/billing/memory-invoices.ts';

/** Runs as a plain list that nobody executes. The real ones have tests of their own. */
const inMemoryRuns = (): RunBook => {
  const runs: RunRecord[] = [];
  const of = (tenant: string): readonly RunRecord[] =>
    runs.filter((each) => each.tenant === tenant);
  return {
    request: async ({ accounts, ...wanted }) => {
      const sequence = BigInt(runs.length + 1);
      const requestedAt = '2026-01-31T00:00:00.000Z';
      const state = { progress: undefined, ended: undefined };
      runs.push({ ...wanted, accounts, sequence, requestedAt, ...state });
      return E.right(sequence);
    },
    cancel: async () => undefined,
    announce: async () => undefined,
    find: async (tenant, run) => of(tenant).find((each) => each.run === run),
    list: async (tenant, { limit }) => of(tenant).toReversed().slice(0, limit),
  };
};

/** A document of user:1 of the tenant t1; lines of 10.00 and 5.00. */
const document = madeDocument({ amounts: ['10.00', '5.00'], total: '15.00' });

export const inMemoryBilling = (): {
  readonly runBook: RunBook;
  readonly invoiceBook: InvoiceBook;
} => ({ runBook: inMemoryRuns(), invoiceBook: memoryInvoices([document]).book });
