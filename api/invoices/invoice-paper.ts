import type { Adjustment, Basis, Line } from '../../domain/billing/document.ts';
import { totalOf } from '../../domain/billing/rated-lines.ts';
import { minorUnits } from '../../domain/money/currency.ts';
import { momentText, monthText, spanText } from './calendar-text.ts';
import { figureText } from './figure-text.ts';
import type { InvoiceView } from './invoice-view.ts';
import { changeCell, chargeCell, makingCell, type Setting } from './line-cells.ts';
import type { Cell, Column, Entry, Paper, Section } from './paper.ts';
import { remainingOf } from './remaining.ts';

const number: Column = { heading: 'No.', kind: 'figure', width: 5 };
const amountIn = (currency: string): Column => ({
  heading: `Amount (${currency})`,
  kind: 'figure',
  width: 15,
});

const settingOf = ({ timeZone, currency }: InvoiceView): Setting => ({
  timeZone,
  digits: minorUnits(currency),
});

const linesSection = (view: InvoiceView): Section => {
  const { period, currency, lines } = view;
  const setting = settingOf(view);
  return {
    heading: 'Charges',
    table: {
      caption: `Charges for ${monthText(period.month)}`,
      columns: [
        number,
        { heading: 'Charge', kind: 'name', width: 32 },
        { heading: 'How it comes about', kind: 'text', width: 48 },
        amountIn(currency),
      ],
      rows: lines.map((line: Line) => [
        { text: String(line.line) },
        chargeCell(line, setting),
        makingCell(line, line.amount, setting),
        { text: figureText(line.amount) },
      ]),
      total: {
        label: `Charges for ${monthText(period.month)}`,
        amount: figureText(totalOf(lines, currency)),
      },
    },
  };
};

const basisText = ({ model, version, attribution }: Basis): string =>
  `price list ${model}, version ${version}; attribution ${attribution === 0 ? 'by default' : `version ${attribution}`}`;

const adjustmentSection = (
  { period, invoice, basis, lines, amount }: Adjustment,
  view: InvoiceView,
): Section => ({
  heading: `Adjustment of ${monthText(period.month)}`,
  paragraph: `Late usage, voids and corrections of a period that was closed${
    invoice === undefined ? '' : ` and billed by ${invoice}`
  }. It was rated again by the ${basisText(basis)}; what was billed before is taken off.`,
  table: {
    caption: `Adjustment of ${monthText(period.month)}`,
    columns: [
      number,
      { heading: 'Charge', kind: 'name', width: 26 },
      { heading: 'What it comes to now', kind: 'text', width: 33 },
      { heading: 'Before', kind: 'figure', width: 11 },
      { heading: 'Now', kind: 'figure', width: 11 },
      { ...amountIn(view.currency), width: 14 },
    ],
    rows: lines.map((line) => [
      { text: String(line.line) },
      chargeCell(line, settingOf(view)),
      changeCell(line, settingOf(view)),
      { text: figureText(line.before) },
      { text: figureText(line.now) },
      { text: figureText(line.amount) },
    ]),
    total: { label: `Adjustment of ${monthText(period.month)}`, amount: figureText(amount) },
  },
});

/** What became of it since it was issued, where anything did. */
const sinceRows = (view: InvoiceView): readonly (readonly Cell[])[] => {
  const { creditNotes, timeZone, voided } = view;
  const credits = creditNotes.map(({ number: credit, at, reason, total }) => [
    { text: `Credit note ${credit}`, details: [momentText(at, timeZone), reason] },
    { text: figureText(opposite(total)) },
  ]);
  if (voided === undefined) return credits;
  const credited = creditNotes.map(({ total }) => total);
  const left = remainingOf({ ...view, isVoid: false, credited });
  const made = { text: 'Made void', details: [momentText(voided.at, timeZone)] };
  return [...credits, [made, { text: figureText(opposite(left)) }]];
};

const opposite = (amount: string): string =>
  amount.startsWith('-') ? amount.slice(1) : `-${amount}`;

const summarySection = (view: InvoiceView): Section => {
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

const checkSection = ({ basis, sequence, hash, timeZone }: InvoiceView): Section => ({
  heading: 'How to check it',
  paragraph:
    'Every amount can be computed again from the recorded facts by what stands here. Amounts are rounded line by line, half away from zero; the total is the sum of the rounded amounts.',
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
