import { greatest, difference, least, none, order, sum, type Rational } from '../rational.ts';
import { moneyOf } from '../rating/texts.ts';
import type { BillingDocument, CreditNote, Line } from './document.ts';
import type { IssuedDocument } from './standing.ts';

/** What can still be given back on a document. */
export type Remaining = {
  /** Of all of it: lines with a negative amount make it less than the sum of its lines. 0 of a credit note or a void one. */
  readonly total: Rational;
  /**
   * By the number of the line; 0 for lines without a positive amount. In the order of the numbers. None where the total of
   * the document is not above 0, or it is void: nothing of it can be given back.
   */
  readonly lines: ReadonlyMap<number, Rational>;
};

/** All lines of a document, those of its adjustments after its own, as they are numbered. */
export const linesOf = ({ lines, adjustments }: BillingDocument): readonly Line[] => [
  ...lines,
  ...adjustments.flatMap((adjustment) => adjustment.lines),
];

const positive = (amount: string): Rational => greatest(moneyOf(amount), none);

const added = (amounts: readonly string[]): Rational => amounts.map(moneyOf).reduce(sum, none);

/** The credit notes on a document, of all those of its account. */
export const notesOn = (number: string, creditNotes: readonly CreditNote[]) =>
  creditNotes.filter(({ invoice }) => invoice === number);

type Total = {
  readonly total: string;
  readonly isVoid: boolean;
  /** The totals of the credit notes on it. */
  readonly credited: readonly string[];
};

/** What credit notes leave of the total of a document; 0 of one that is negative or void. */
export const remainingTotal = ({ total, isVoid, credited }: Total): Rational =>
  isVoid ? none : difference(positive(total), added(credited));

/** What credit notes leave of a document: rule 28 of docs/billing.md. */
export const remainingOf = (
  { document, isVoid }: IssuedDocument,
  creditNotes: readonly CreditNote[],
): Remaining => {
  if (isVoid || order(moneyOf(document.total), none) <= 0) return { total: none, lines: new Map() };
  const notes = notesOn(document.number, creditNotes);
  const credited = Map.groupBy(
    notes.flatMap(({ lines }) => lines),
    ({ line }) => line,
  );
  const credits = notes.map((note) => note.total);
  const total = remainingTotal({ total: document.total, isVoid, credited: credits });
  const lines = linesOf(document).map(({ line, amount }): [number, Rational] => {
    const given = added((credited.get(line) ?? []).map((part) => part.amount));
    return [line, difference(positive(amount), given)];
  });
  return { total, lines: new Map(lines) };
};

/** An amount by line: taken from each in order of number until it is used up. What no line has left is not in it. */
export const spread = (amount: Rational, { lines }: Remaining): ReadonlyMap<number, Rational> => {
  let rest = amount;
  const parts = [...lines].map(([line, left]): [number, Rational] => {
    const part = least(rest, left);
    rest = difference(rest, part);
    return [line, part];
  });
  return new Map(parts.filter(([, part]) => part.numerator > 0n));
};
