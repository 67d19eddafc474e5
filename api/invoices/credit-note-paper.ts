import { momentText } from './calendar-text.ts';
import type { CreditNoteView } from './credit-note-view.ts';
import { figureText } from './figure-text.ts';
import type { Paper } from './paper.ts';

// Credit notes name no zone of their own.
const timeZone = 'UTC';

/** A credit note in print. */
export const creditNotePaper = (view: CreditNoteView): Paper => {
  const { account, currency, hash, invoice, issuedAt, lines, number, reason, total, voided } = view;
  return {
    kind: 'Credit note',
    number,
    issuedAt,
    ...(voided === undefined
      ? {}
      : {
          notice: {
            label: `Void since ${momentText(voided.at, timeZone)}, with ${invoice}`,
            value: voided.reason,
          },
        }),
    entries: [
      { label: 'Account', value: account },
      { label: 'Refers to', value: invoice },
      { label: 'Issued', value: `${momentText(issuedAt, timeZone)} (${timeZone})` },
      { label: 'Reason', value: reason },
    ],
    total: { label: 'Given back', value: `${currency} ${figureText(total)}` },
    sections: [
      {
        heading: 'What is given back',
        table: {
          caption: `What is given back of ${invoice}`,
          columns: [
            { heading: 'Part', kind: 'name', width: 85 },
            { heading: `Amount (${currency})`, kind: 'figure', width: 15 },
          ],
          rows: lines.map(({ line, amount }) => [
            { text: `Line ${line}` },
            { text: figureText(amount) },
          ]),
          total: { label: 'Total', amount: figureText(total) },
        },
      },
      { heading: 'How to check it', entries: [{ label: 'SHA-256', value: hash }] },
    ],
  };
};
