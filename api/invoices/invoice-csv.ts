import type { AdjustmentLine, Line } from '../../domain/billing/document.ts';
import { quantityText } from '../../domain/rating/texts.ts';
import { figureOf } from './figure-text.ts';
import type { InvoiceView } from './invoice-view.ts';

const header = [
  'document',
  'account',
  'status',
  'currency',
  'kind',
  'month',
  'adjusted_document',
  'line',
  'charge',
  'plan',
  'from',
  'to',
  'meter',
  'quantity',
  'unit',
  'quantity_change',
  'before',
  'now',
  'amount_unrounded',
  'amount',
  'facts',
  'facts_digest',
] as const;

/** A number stays one, whatever it begins with; any other cell is a text. */
type Cell = { readonly figure: string } | string | undefined;
type Row = Readonly<Partial<Record<(typeof header)[number], Cell>>>;

// What a spreadsheet would take for a formula, or for what comes before one.
const formula = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

const cellText = (cell: Cell): string => {
  if (cell === undefined) return '';
  if (typeof cell !== 'string') return cell.figure;
  return quoted(formula.test(cell) ? `'${cell}` : cell);
};

const figure = (text: string | undefined): Cell =>
  text === undefined ? undefined : { figure: text };

const lineRow = (line: Line): Row => ({
  line: { figure: String(line.line) },
  charge: line.charge,
  plan: line.plan,
  from: line.segment.from,
  to: line.segment.to,
  meter: line.meter,
  quantity: figure(line.quantity),
  unit: line.unit,
  // A fraction would be read as a date: what does not end has 18 places.
  amount_unrounded: { figure: quantityText(figureOf(line.amountPrecise)) },
  amount: { figure: line.amount },
  facts: figure(line.facts),
  facts_digest: line.factsDigest,
});

const adjustmentRow = (line: AdjustmentLine): Row => ({
  ...lineRow(line),
  before: { figure: line.before },
  now: { figure: line.now },
  quantity_change: figure(line.quantityChange),
});

const rowsOf = ({ number, account, status, currency, period, lines, adjustments }: InvoiceView) => {
  const common: Row = { document: number, account, status, currency };
  const own: Row = { ...common, kind: 'line', month: period.month };
  return [
    ...lines.map((line): Row => ({ ...own, ...lineRow(line) })),
    ...adjustments.flatMap(({ period: { month }, invoice, lines: adjusted }) =>
      adjusted.map((line): Row => ({
        ...common,
        kind: 'adjustment',
        month,
        adjusted_document: invoice,
        ...adjustmentRow(line),
      })),
    ),
  ];
};

/**
 * The lines of a document as CSV (RFC 4180) in UTF-8: those of its period, then those of adjustments; their `amount`s sum up
 * to the document's total. Texts that a spreadsheet would compute have an apostrophe before them.
 */
export const invoiceCsv = (view: InvoiceView): string =>
  [
    header.join(','),
    ...rowsOf(view).map((row) => header.map((name) => cellText(row[name])).join(',')),
    '',
  ].join('\r\n');
