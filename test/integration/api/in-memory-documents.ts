import { madeDocument } from '../../support/documents.ts';
import type { IssuedCreditNote, IssuedDocument } from '../../../api/queries/documents.ts';
import type { Queries } from '../../../api/queries/queries.ts';

export type InMemoryDocuments = Pick<
  Queries,
  'invoice' | 'creditNote' | 'invoices' | 'preview' | 'lineFacts'
> & {
  readonly issue: (issued: IssuedDocument) => void;
  readonly give: (issued: IssuedCreditNote) => void;
};

const statusOf = ({ voided }: IssuedDocument): 'issued' | 'void' =>
  voided === undefined ? 'issued' : 'void';

/** Documents in lists, as their tenants see them. */
export const inMemoryDocuments = (): InMemoryDocuments => {
  const documents: IssuedDocument[] = [];
  const creditNotes: IssuedCreditNote[] = [];
  return {
    issue: (issued) => documents.push(issued),
    give: (issued) => creditNotes.push(issued),
    invoice: async (tenant, number) =>
      documents.find(({ document }) => document.tenant === tenant && document.number === number),
    creditNote: async (tenant, number) =>
      creditNotes.find(
        ({ creditNote }) => creditNote.tenant === tenant && creditNote.number === number,
      ),
    // What would be billed is what was, or something of no one else.
    preview: async ({ tenant, account, month }) => {
      const isIts = ({ document }: IssuedDocument): boolean =>
        document.tenant === tenant && document.account === account;
      const { document } = documents.find(isIts) ?? {
        document: madeDocument({ tenant, account }),
      };
      return {
        draft: { ...document, period: { ...document.period, month } },
        invoice: undefined,
        billed: undefined,
      };
    },
    // One fact is behind each line, which has its number.
    lineFacts: async ({ document: { tenant }, line, after }) => {
      const id = String(line);
      const about = { type: 'acme.made', subject: 'user:1', at: 0 };
      const fact = {
        tenant,
        source: '/app',
        id,
        sequence: BigInt(line),
        contentHash: '',
        ...about,
      };
      return [fact].filter(({ sequence }) => sequence > after);
    },
    invoices: async ({ tenant, account, month, status, run }, { after = '-1', limit }) =>
      documents
        .filter(({ document }) => document.tenant === tenant)
        .filter(({ document }) => account === undefined || document.account === account)
        .filter(({ document }) => run === undefined || document.sequence === String(run.sequence))
        .filter(({ document }) => month === undefined || document.period.month === month)
        .filter((issued) => status === undefined || statusOf(issued) === status)
        .toReversed()
        .map((issued, index) => {
          const { number, account: owner, kind, period, currency, total } = issued.document;
          const credited = issued.creditNotes.map((credit) => credit.total);
          const { issuedAt } = issued;
          const cursor = String(index);
          return {
            number,
            account: owner,
            kind,
            period,
            currency,
            total,
            issuedAt,
            credited,
            cursor,
            status: statusOf(issued),
          };
        })
        .filter(({ cursor }) => Number(cursor) > Number(after))
        .slice(0, limit),
  };
};
