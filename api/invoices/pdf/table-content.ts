import type { Content, ContentTable, TableCell } from 'pdfmake/interfaces.js';
import type { Cell, Column, Section, Table } from '../paper.ts';
import { inks, lineLength, textOf } from './text-content.ts';

const { ink, soft, rule } = inks;

const cellOf = ({ text, details = [] }: Cell, { kind, width }: Column): TableCell => {
  const alignment = kind === 'figure' ? ({ alignment: 'right' } as const) : {};
  const part = width / 100;
  return {
    stack: [
      ...(text === '' ? [] : [textOf(text, { ...alignment, bold: kind === 'name' }, part)]),
      ...details.map((detail) =>
        textOf(detail, { ...alignment, fontSize: 7.5, color: soft }, part),
      ),
    ],
  };
};

const spanned = (content: Content, columns: number): TableCell[] => [
  Object.assign({ colSpan: columns }, content),
  ...Array.from({ length: columns - 1 }, () => ''),
];

/** The lines between rows: under the headings, over the total, and a faint one between any other two. */
const rulesOf = (headers: number, rows: number, hasTotal: boolean): ContentTable['layout'] => {
  const strong = (line: number): boolean =>
    line === headers || (hasTotal && (line === rows - 1 || line === rows));
  return {
    hLineWidth: (line) => (line < headers ? 0 : strong(line) ? 0.7 : 0.4),
    hLineColor: (line) => (strong(line) ? ink : rule),
    vLineWidth: () => 0,
    paddingLeft: (column) => (column === 0 ? 0 : 5),
    paddingRight: (column, node) => (column === (node.table.widths?.length ?? 0) - 1 ? 0 : 5),
    paddingTop: () => 4,
    paddingBottom: () => 4,
  };
};

// pdfmake drops what is to be kept on one page and does not fit it. Less than half a page of lines fits it in any case.
export const linesKept = 24;

/** At most how many lines the rows take: a text of twice the width of its column may be broken into three. */
export const linesOfRows = (rows: Table['rows'], columns: readonly Column[]): number =>
  rows.reduce((lines, row) => lines + linesOfRow(row, columns), 0);

const linesOfRow = (row: Table['rows'][number], columns: readonly Column[]): number =>
  Math.max(
    ...row.map(({ text, details = [] }, index) => {
      const width = (lineLength / 2) * ((columns[index]?.width ?? 0) / 100);
      return [text, ...details].reduce((lines, each) => lines + Math.ceil(each.length / width), 0);
    }),
  );

/** The heading is a part of the table's head, which stands on every page that the table is on. */
export const tableOf = (
  { columns, rows, total }: Table,
  { heading, paragraph }: Section,
): Content => {
  const title = spanned({ text: heading, fontSize: 11, bold: true, color: ink }, columns.length);
  const headings = columns.map(({ heading: text, kind }) => ({
    text,
    fontSize: 7.5,
    color: soft,
    ...(kind === 'figure' ? { alignment: 'right' as const } : {}),
  }));
  const intro =
    paragraph === undefined
      ? []
      : [spanned(textOf(paragraph, { fontSize: 8, color: soft }), columns.length)];
  const sums =
    total === undefined
      ? []
      : [
          [
            ...spanned({ text: total.label, bold: true }, columns.length - 1),
            { text: total.amount, bold: true, alignment: 'right' as const },
          ],
        ];
  const body = [
    title,
    headings,
    ...intro,
    ...rows.map((row) =>
      row.flatMap((cell, index) => {
        const column = columns[index];
        return column === undefined ? [] : [cellOf(cell, column)];
      }),
    ),
    ...sums,
  ];
  const isKept = rows.every((row) => linesOfRow(row, columns) <= linesKept);
  return {
    table: {
      headerRows: 2,
      keepWithHeaderRows: isKept ? 1 + intro.length : intro.length,
      dontBreakRows: isKept,
      widths: columns.map(({ width }) => `${width}%`),
      body,
    },
    layout: rulesOf(2, body.length, total !== undefined),
  };
};
