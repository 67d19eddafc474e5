import { momentText, spanText } from './calendar-text.ts';
import { adjustmentSection, basisText, linesSection } from './charge-sections.ts';
import { figureText } from './figure-text.ts';
import type { InvoiceView } from './invoice-view.ts';
import type { Entry, Paper, Section } from './paper.ts';
import { summarySection } from './summary-section.ts';

const checkSection = ({ basis, sequence, hash, timeZone }: InvoiceView): Section => ({
  heading: 'How to check it',
  paragraph:
    'Every amount can be computed again from the recorded facts by what stands here and the version of the pricing model that it names. Amounts are rounded line by line, half away from zero; the total is the sum of the rounded amounts.',
  entries: [
    { label: 'Facts', value: `up to event ${figureText(sequence)} of the log` },
    { label: 'Rated by', value: basisText(basis) },
    ...basis.stretches.map(({ plan, ...span }) => ({
      label: 'Plan',
      value: `${plan}, ${spanText(span, timeZone)}`,
    })),
    { label: 'Days', value: `as they begin in ${timeZone}` },
    { label: 'SHA-256', value: hash },
  ],
});

const noticeOf = ({ voided, timeZone }: InvoiceView): Pick<Paper, 'notice'> =>
  voided === undefined
    ? {}
    : {
        notice: {
          label: `Void since ${momentText(voided.at, timeZone)}: it counts no more`,
          value: voided.reason,
        },
      };

const money = (amount: string, currency: string): string => `${currency} ${figureText(amount)}`;

const entriesOf = (view: InvoiceView): readonly Entry[] => {
  const { account, creditNotes, currency, issuedAt, period, remaining, timeZone, voided } = view;
  return [
    { label: 'Account', value: account },
    { label: 'Period', value: spanText(period, timeZone) },
    { label: 'Issued', value: `${momentText(issuedAt, timeZone)} (${timeZone})` },
    ...(creditNotes.length === 0 && voided === undefined
      ? []
      : [{ label: 'Remaining', value: money(remaining, currency) }]),
  ];
};

/** An invoice, or what is a credit note by its total, in print. */
export const invoicePaper = (view: InvoiceView): Paper => ({
  kind: view.kind === 'invoice' ? 'Invoice' : 'Credit note',
  number: view.number,
  issuedAt: view.issuedAt,
  ...noticeOf(view),
  entries: entriesOf(view),
  total: { label: 'Total', value: money(view.total, view.currency) },
  sections: [
    ...(view.lines.length === 0 ? [] : [linesSection(view)]),
    ...view.adjustments.map((adjustment) => adjustmentSection(adjustment, view)),
    summarySection(view),
    checkSection(view),
  ],
});
