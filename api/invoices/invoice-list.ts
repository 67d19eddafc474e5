import * as t from 'io-ts';
import { remainingTotal } from '../../domain/billing/remaining.ts';
import { closed } from '../../domain/codec/closed.ts';
import { oneOf } from '../../domain/codec/refined.ts';
import { minorUnits } from '../../domain/money/currency.ts';
import { moneyText } from '../../domain/rating/texts.ts';
import { annotated } from '../annotated.ts';
import { DecimalText, TimeText } from '../answer-parts.ts';
import { limitDefault, pageOf } from '../params/paging.ts';
import type { InvoicesQuery, InvoiceSummary } from '../queries/documents.ts';
import type { Queries } from '../queries/queries.ts';
import { BilledPeriod, DocumentStatus } from './document-codecs.ts';

const InvoiceEntry = closed(
  'InvoiceEntry',
  {
    number: t.string,
    account: t.string,
    kind: oneOf('InvoiceEntryKind', 'invoice', 'credit_note'),
    period: BilledPeriod,
    currency: t.string,
    total: DecimalText,
    remaining: annotated(DecimalText, {
      description: 'What can still be given back: nothing where it is void or its total negative',
    }),
    status: DocumentStatus,
    issuedAt: TimeText,
  },
  {},
);

/** Some documents without their lines, the last issued first. */
export const InvoicesPage = closed(
  'InvoicesPage',
  { invoices: t.readonlyArray(InvoiceEntry) },
  { cursor: t.string },
);
type InvoicesPage = t.TypeOf<typeof InvoicesPage>;

const entryOf = ({
  number,
  account,
  kind,
  period,
  currency,
  total,
  status,
  issuedAt,
  credited,
}: InvoiceSummary): t.TypeOf<typeof InvoiceEntry> => ({
  number,
  account,
  kind,
  period,
  currency,
  total,
  remaining: moneyText(
    remainingTotal({ total, isVoid: status === 'void', credited }),
    minorUnits(currency),
  ),
  status,
  issuedAt,
});

type Paging = { readonly limit: number | undefined; readonly cursor: string | undefined };

/** The page of those asked for that begins after the cursor. */
export const invoicesPage = async (
  { invoices }: Pick<Queries, 'invoices'>,
  asked: InvoicesQuery,
  { limit = limitDefault, cursor }: Paging,
): Promise<InvoicesPage> => {
  const rows = await invoices(asked, { after: cursor, limit: limit + 1 });
  const { entries, ...next } = pageOf(rows, limit, (row) => row.cursor);
  return { invoices: entries.map(entryOf), ...next };
};
