import * as E from 'fp-ts/lib/Either.js';
import type { Fault } from '../codec/faults.ts';
import { said } from '../codec/said.ts';
import type { CreditNoteIssued } from '../ledger/billing-events.ts';
import { minorUnits } from '../money/currency.ts';
import { moneyOf, moneyText } from '../rating/texts.ts';
import { none, order, sum, type Rational } from '../rational.ts';
import { issuedAs, type AccountDocuments, type DocumentEvent } from './account-documents.ts';
import type { BillingDocument, CreditNote } from './document.ts';
import { documentHash } from './draft.ts';
import { linesOf, notesOn, remainingOf, spread, type Remaining } from './remaining.ts';

/** What is to be given back: by line, or an amount that is taken from the lines one after another. Decimals as texts, above 0. */
export type CreditWanted =
  | { readonly lines: readonly { readonly line: number; readonly amount: string }[] }
  | { readonly amount: string };

export type CreditInvoice = Pick<CreditNoteIssued, 'tenant' | 'account'> & {
  readonly number: string;
  readonly reason: string;
  readonly by: string;
  readonly wanted: CreditWanted;
  /** What the request is called. The same again gives nothing back a second time. */
  readonly request: string;
};

/** In the order in which they are looked for. */
export type CreditRejection =
  | { readonly rejection: 'unknown' }
  /** The request of this name gave back something else. */
  | { readonly rejection: 'request-taken'; readonly by: string }
  | { readonly rejection: 'void' }
  /** It does not fit the document; paths are those of `lines` and `amount`. */
  | { readonly rejection: 'unfit'; readonly faults: readonly Fault[] }
  | {
      readonly rejection: 'exceeds-remaining';
      readonly total: string;
      readonly lines: readonly { readonly line: number; readonly amount: string }[];
    };

/** Lines that a request names more than once; entries of any other shape are judged elsewhere. */
export const repeatedLines = (lines: readonly unknown[]): readonly Fault[] => {
  const seen = new Set<unknown>();
  return lines.flatMap((entry, index) => {
    const { line } = said(entry);
    return line !== undefined && seen.size === seen.add(line).size
      ? [{ path: `/lines/${index}/line`, message: 'is there twice' }]
      : [];
  });
};

const totalOf = (parts: ReadonlyMap<number, Rational>): Rational =>
  [...parts.values()].reduce(sum, none);

/** Amounts by line, those of one line added up. */
const byLine = (lines: readonly { readonly line: number; readonly amount: string }[]) =>
  new Map(
    [...Map.groupBy(lines, ({ line }) => line)].map(([line, parts]): [number, Rational] => [
      line,
      parts.map(({ amount }) => moneyOf(amount)).reduce(sum, none),
    ]),
  );

const exceeding = ({ total, lines }: Remaining, digits: number): CreditRejection => ({
  rejection: 'exceeds-remaining',
  total: moneyText(total, digits),
  lines: [...lines].map(([line, left]) => ({ line, amount: moneyText(left, digits) })),
});

const isTooPrecise = (amount: string, digits: number): boolean =>
  order(moneyOf(amount), moneyOf(moneyText(moneyOf(amount), digits))) !== 0;

/** All that does not fit the document. */
const faultsWith = (wanted: CreditWanted, document: BillingDocument): readonly Fault[] => {
  const { currency } = document;
  const digits = minorUnits(currency);
  const message = `must have at most ${digits} digits after the point, as ${currency} has`;
  const ofAmount = (amount: string, path: string): readonly Fault[] =>
    isTooPrecise(amount, digits) ? [{ path, message }] : [];
  if ('amount' in wanted) return ofAmount(wanted.amount, '/amount');
  const known = new Set(linesOf(document).map(({ line }) => line));
  const unknown = wanted.lines.flatMap(({ line, amount }, index) => [
    ...(known.has(line)
      ? []
      : [
          {
            path: `/lines/${index}/line`,
            message: `is ${line}, which the document does not have`,
          },
        ]),
    ...ofAmount(amount, `/lines/${index}/amount`),
  ]);
  return [...unknown, ...repeatedLines(wanted.lines)];
};

/** What is given back of each line, within what remains. */
const partsOf = (
  wanted: CreditWanted,
  remaining: Remaining,
  digits: number,
): E.Either<CreditRejection, ReadonlyMap<number, Rational>> => {
  const asked = 'amount' in wanted ? moneyOf(wanted.amount) : undefined;
  const parts =
    'amount' in wanted ? spread(moneyOf(wanted.amount), remaining) : byLine(wanted.lines);
  const total = totalOf(parts);
  const isWithin =
    order(total, remaining.total) <= 0 &&
    (asked === undefined || order(asked, total) === 0) &&
    [...parts].every(([line, part]) => order(part, remaining.lines.get(line) ?? none) <= 0);
  return isWithin ? E.right(parts) : E.left(exceeding(remaining, digits));
};

const noteOf = (
  { request, reason, by }: CreditInvoice,
  { number, tenant, account, currency }: BillingDocument,
  parts: ReadonlyMap<number, Rational>,
  count: number,
): CreditNote => {
  const digits = minorUnits(currency);
  const note: Omit<CreditNote, 'hash'> = {
    number: `${number}-C${count + 1}`,
    tenant,
    account,
    invoice: number,
    currency,
    lines: [...parts]
      .sort(([one], [other]) => one - other)
      .map(([line, part]) => ({ line, amount: moneyText(part, digits) })),
    total: moneyText(totalOf(parts), digits),
    reason,
    by,
    request,
  };
  return { ...note, hash: documentHash(note) };
};

/** Whether a credit note is what a request asks for, as far as the request says it. */
const isOf = ({ reason, total, lines }: CreditNote, command: CreditInvoice): boolean => {
  const { wanted } = command;
  if (reason !== command.reason) return false;
  if ('amount' in wanted) return order(moneyOf(wanted.amount), moneyOf(total)) === 0;
  const asked = byLine(wanted.lines);
  return (
    asked.size === lines.length &&
    lines.every(({ line, amount }) => order(asked.get(line) ?? none, moneyOf(amount)) === 0)
  );
};

/** The credit note that a request has led to. */
export const creditNoteFor = (
  { creditNotes }: Pick<AccountDocuments, 'creditNotes'>,
  { number, request }: Pick<CreditInvoice, 'number' | 'request'>,
): CreditNote | undefined => notesOn(number, creditNotes).find((note) => note.request === request);

/** Money is given back on a document: never more than remains of a line, nor of all of it. */
export const creditInvoice = (
  command: CreditInvoice,
  documents: AccountDocuments,
): E.Either<CreditRejection, readonly DocumentEvent[]> => {
  const { tenant, account, number, wanted } = command;
  const issued = issuedAs(documents, number);
  if (issued === undefined) return E.left({ rejection: 'unknown' });
  const before = creditNoteFor(documents, command);
  if (before !== undefined) {
    return isOf(before, command)
      ? E.right([])
      : E.left({ rejection: 'request-taken', by: before.number });
  }
  if (issued.isVoid) return E.left({ rejection: 'void' });
  const { document } = issued;
  const digits = minorUnits(document.currency);
  const faults = faultsWith(wanted, document);
  if (faults.length > 0) return E.left({ rejection: 'unfit', faults });
  const parts = partsOf(wanted, remainingOf(issued, documents.creditNotes), digits);
  if (E.isLeft(parts)) return parts;
  const count = notesOn(number, documents.creditNotes).length;
  const creditNote = noteOf(command, document, parts.right, count);
  return E.right([{ type: 'CreditNoteIssued', data: { tenant, account, creditNote } }]);
};
