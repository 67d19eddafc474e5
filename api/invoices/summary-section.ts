import { totalOf } from '../../domain/billing/rated-lines.ts';
import { momentText, monthText } from './calendar-text.ts';
import { amountIn } from './charge-sections.ts';
import { figureText } from './figure-text.ts';
import type { InvoiceView } from './invoice-view.ts';
import type { Cell, Section } from './paper.ts';

/** What became of it since it was issued, where anything did. */
const sinceRows = (view: InvoiceView): readonly (readonly Cell[])[] => {
  const { creditNotes, currency, timeZone, total: issued, voided } = view;
  const credits = creditNotes.map(({ number: credit, at, reason, total }) => [
    { text: `Credit note ${credit}`, details: [momentText(at, timeZone), reason] },
    { text: figureText(opposite(total)) },
  ]);
  if (voided === undefined) return credits;
  const given = creditNotes.map(({ total }) => ({ amount: opposite(total) }));
  const left = totalOf([{ amount: issued }, ...given], currency);
  const made = { text: 'Made void', details: [momentText(voided.at, timeZone)] };
  return [...credits, [made, { text: figureText(opposite(left)) }]];
};

const opposite = (amount: string): string =>
  amount.startsWith('-') ? amount.slice(1) : `-${amount}`;

/** How the total comes about, and what remains of it. */
export const summarySection = (view: InvoiceView): Section => {
  const { period, currency, lines, adjustments, remaining, total } = view;
  const since = sinceRows(view);
  const isAsIssued = since.length === 0;
  return {
    heading: 'Summary',
    table: {
      caption: 'Summary',
      columns: [{ heading: 'Part', kind: 'name', width: 85 }, amountIn(currency)],
      rows: [
        [
          { text: `Charges for ${monthText(period.month)}` },
          { text: figureText(totalOf(lines, currency)) },
        ],
        ...adjustments.map(({ period: { month }, amount }) => [
          { text: `Adjustment of ${monthText(month)}` },
          { text: figureText(amount) },
        ]),
        ...(isAsIssued ? [] : [[{ text: 'Total as issued' }, { text: figureText(total) }]]),
        ...since,
      ],
      total: isAsIssued
        ? { label: 'Total', amount: figureText(total) }
        : { label: 'Remaining', amount: figureText(remaining) },
    },
  };
};
