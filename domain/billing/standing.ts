import type { AdjustmentLine, Basis, BilledPeriod, BillingDocument, Line } from './document.ts';

/** An invoice as it stands. */
export type IssuedDocument = { readonly document: BillingDocument; readonly isVoid: boolean };

/** What stands for a month by all documents of an account. */
export type Standing = {
  readonly period: BilledPeriod;
  /** What the month was rated by the last time it was billed. */
  readonly basis: Basis;
  /** The invoice of the month itself; undefined where only adjustments bill it. */
  readonly invoice: string | undefined;
  /** The facts of the month are in up to this event. */
  readonly pinned: bigint;
  /** In the order of the documents; several of one charge and segment add up. */
  readonly lines: readonly (Line | AdjustmentLine)[];
};

const partFor = (
  { period, basis, lines, adjustments }: BillingDocument,
  month: string,
): Pick<Standing, 'period' | 'basis' | 'lines'> | undefined => {
  const parts = adjustments.filter((adjustment) => adjustment.period.month === month);
  if (period.month === month) {
    return { period, basis, lines: [...lines, ...parts.flatMap((part) => part.lines)] };
  }
  const last = parts.at(-1);
  return (
    last && { period: last.period, basis: last.basis, lines: parts.flatMap((part) => part.lines) }
  );
};

/** What stands for a month, by documents in the order of the log; undefined where nothing does. */
export const standingFor = (
  issued: readonly IssuedDocument[],
  month: string,
): Standing | undefined =>
  issued.reduce<Standing | undefined>((before, { document, isVoid }) => {
    const part = isVoid ? undefined : partFor(document, month);
    if (part === undefined) return before;
    const isInvoice = document.period.month === month;
    return {
      // An invoice that was issued again is rated anew, and adjustments go by the same basis as what they adjust.
      period: part.period,
      basis: part.basis,
      invoice: isInvoice ? document.number : before?.invoice,
      pinned: BigInt(document.sequence),
      lines: [...(before?.lines ?? []), ...part.lines],
    };
  }, undefined);

/** The invoice of a month that is not void. */
export const invoiceOf = (
  issued: readonly IssuedDocument[],
  month: string,
): BillingDocument | undefined =>
  issued.find(({ document, isVoid }) => !isVoid && document.period.month === month)?.document;

/** Whether the invoice of a month was taken back and not issued again: a run of the month itself does that. */
export const isAwaited = (issued: readonly IssuedDocument[], month: string): boolean =>
  issued.some(({ document }) => document.period.month === month) &&
  invoiceOf(issued, month) === undefined;

/** Which issue the next invoice of a month is. */
export const nextIssue = (issued: readonly IssuedDocument[], month: string): number =>
  issued.filter(({ document }) => document.period.month === month).length + 1;

/** The months before one that any document, void or not, bills or adjusts. */
export const monthsTouched = (
  issued: readonly IssuedDocument[],
  before: string,
): readonly string[] =>
  [
    ...new Set(
      issued.flatMap(({ document }) => [
        document.period.month,
        ...document.adjustments.map(({ period }) => period.month),
      ]),
    ),
  ].filter((month) => month < before);
