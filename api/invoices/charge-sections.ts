import type { Adjustment, Basis, Line, Span } from '../../domain/billing/document.ts';
import { totalOf } from '../../domain/billing/rated-lines.ts';
import { minorUnits } from '../../domain/money/currency.ts';
import { monthText } from './calendar-text.ts';
import { figureText } from './figure-text.ts';
import type { InvoiceView } from './invoice-view.ts';
import { changeCell, chargeCell, makingCell, type Setting } from './line-cells.ts';
import type { Column, Section } from './paper.ts';

const number: Column = { heading: 'No.', kind: 'figure', width: 5 };
/** The column of amounts. */
export const amountIn = (currency: string): Column => ({
  heading: `Amount (${currency})`,
  kind: 'figure',
  width: 15,
});

const settingOf = ({ timeZone, currency }: InvoiceView, period: Span): Setting => ({
  period,
  timeZone,
  digits: minorUnits(currency),
});

/** What the period of a document costs, line by line. */
export const linesSection = (view: InvoiceView): Section => {
  const { period, currency, lines } = view;
  const setting = settingOf(view, period);
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

/** What a period was rated by. */
export const basisText = ({ model, version, attribution }: Basis): string =>
  `pricing model ${model}, version ${version}; attribution ${attribution === 0 ? 'by default' : `version ${attribution}`}`;

/** What a closed period comes to now beyond what was billed for it. */
export const adjustmentSection = (
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
      chargeCell(line, settingOf(view, period)),
      changeCell(line, settingOf(view, period)),
      { text: figureText(line.before) },
      { text: figureText(line.now) },
      { text: figureText(line.amount) },
    ]),
    total: { label: `Adjustment of ${monthText(period.month)}`, amount: figureText(amount) },
  },
});
