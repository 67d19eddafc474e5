import * as t from 'io-ts';
import { askService } from './ask-service.ts';
import { columns } from './columns.ts';
import type { Output } from './output.ts';
import { pagesOf } from './pages-of.ts';
import type { Service } from './post-lines.ts';

const Entry = t.type({
  number: t.string,
  account: t.string,
  period: t.type({ month: t.string }),
  currency: t.string,
  total: t.string,
  remaining: t.string,
  status: t.string,
  issuedAt: t.string,
});
type Entry = t.TypeOf<typeof Entry>;
const Page = t.intersection([
  t.type({ invoices: t.array(Entry) }),
  t.partial({ cursor: t.string }),
]);

/** Which documents are listed; those of everybody where nothing is said. */
export type InvoicesWanted = {
  readonly account?: string;
  readonly period?: string;
  readonly run?: string;
};

const stateOf = ({ status, total, remaining }: Entry): string => {
  if (status === 'void') return 'void';
  return remaining === total ? '' : `${remaining} remain`;
};

const rowOf = (entry: Entry): readonly string[] => {
  const { issuedAt, period, number, account, total, currency } = entry;
  return [issuedAt, period.month, number, account, `${total} ${currency}`, stateOf(entry)];
};

/** Prints documents, the last issued first, one a line. */
export const listInvoices = async (
  service: Service,
  wanted: InvoicesWanted,
  { print, json }: Output,
): Promise<void> => {
  const all: Entry[] = [];
  const pages = pagesOf('/v1/invoices', wanted, (path) =>
    askService(service, Page, { method: 'GET', path }),
  );
  for await (const { invoices } of pages) {
    if (json) all.push(...invoices);
    else for (const line of columns(invoices.map(rowOf))) print(line.trimEnd());
  }
  if (json) print(JSON.stringify(all));
};
