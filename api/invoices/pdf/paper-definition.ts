import type { Content, ContentTable, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { Cell, Column, Entry, Paper, Section, Table } from '../paper.ts';
import { linesOf } from './text-lines.ts';

const ink = '#1b1b1b';
const soft = '#555555';
const rule = '#cfcfcf';
const alarm = '#9b1c1c';

// How many characters of a text that runs to the left fit a line of the whole width.
const lineLength = 90;

type Style = {
  readonly fontSize?: number;
  readonly color?: string;
  readonly bold?: boolean;
  readonly alignment?: 'right';
};

/** A text in its runs; `part` is how much of the width it may take. A word that is too long for that is broken anywhere. */
const textOf = (text: string, style: Style = {}, part = 1): Content => {
  const width = Math.max(8, Math.floor(lineLength * part));
  const isLong = text.split(/\s/).some((word) => word.length > width / 2);
  return {
    stack: linesOf(text, width).map((line) => ({
      text: line.map((run) => ({ ...run, ...(isLong ? { wordBreak: 'break-all' as const } : {}) })),
      ...style,
    })),
  };
};

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
const linesKept = 24;

/** At most how many lines the rows take: a text of twice the width of its column may be broken into three. */
const linesOfRows = (rows: Table['rows'], columns: readonly Column[]): number =>
  rows.reduce((lines, row) => lines + linesOfRow(row, columns), 0);

const linesOfRow = (row: Table['rows'][number], columns: readonly Column[]): number =>
  Math.max(
    ...row.map(({ text, details = [] }, index) => {
      const width = (lineLength / 2) * ((columns[index]?.width ?? 0) / 100);
      return [text, ...details].reduce((lines, each) => lines + Math.ceil(each.length / width), 0);
    }),
  );

/** The heading is a part of the table's head, which stands on every page that the table is on. */
const tableOf = ({ columns, rows, total }: Table, { heading, paragraph }: Section): Content => {
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

const entriesOf = (entries: readonly Entry[], labelWidth: number): Content => ({
  table: {
    widths: [labelWidth, '*'],
    body: entries.map(({ label, value }) => [{ text: label, color: soft }, textOf(value, {}, 0.8)]),
  },
  layout: {
    hLineWidth: () => 0,
    vLineWidth: () => 0,
    paddingLeft: () => 0,
    paddingRight: () => 8,
    paddingTop: () => 1,
    paddingBottom: () => 1,
  },
});

const sectionOf = (section: Section): Content => {
  const { heading, paragraph, table, entries } = section;
  const margin: [number, number, number, number] = [0, 22, 0, 0];
  if (table !== undefined) {
    return {
      margin,
      unbreakable: linesOfRows(table.rows, table.columns) <= linesKept,
      stack: [tableOf(table, section)],
    };
  }
  return {
    margin,
    unbreakable: (entries ?? []).length <= linesKept,
    stack: [
      { text: heading, fontSize: 11, bold: true, margin: [0, 0, 0, 5] },
      ...(paragraph === undefined
        ? []
        : [{ ...textObject(paragraph), margin: [0, 0, 0, 5] as [number, number, number, number] }]),
      ...(entries === undefined ? [] : [entriesOf(entries, 60)]),
    ],
  };
};

const textObject = (text: string) => ({ text, fontSize: 8, color: soft });

const noticeOf = ({ notice }: Paper): Content[] =>
  notice === undefined
    ? []
    : [
        {
          margin: [0, 0, 0, 14],
          table: {
            widths: ['*'],
            body: [
              [
                {
                  stack: [{ text: notice.label, color: alarm, bold: true }, textOf(notice.value)],
                },
              ],
            ],
          },
          layout: {
            hLineWidth: () => 0,
            vLineWidth: (line) => (line === 0 ? 2 : 0),
            vLineColor: () => alarm,
            paddingLeft: () => 8,
          },
        },
      ];

const totalOf = ({ total }: Paper): Content => ({
  margin: [0, 14, 0, 0],
  table: {
    widths: ['*', 'auto'],
    body: [
      [
        { text: total.label, margin: [0, 5, 0, 0] },
        { text: total.value, fontSize: 16, bold: true, alignment: 'right' },
      ],
    ],
  },
  layout: {
    hLineWidth: () => 1.2,
    hLineColor: () => ink,
    vLineWidth: () => 0,
    paddingLeft: () => 0,
    paddingRight: () => 0,
    paddingTop: () => 6,
    paddingBottom: () => 6,
  },
});

/** A document on A4, as pdfmake takes it; the same paper makes the same bytes, whenever it is printed. */
export const paperDefinition = (paper: Paper): TDocumentDefinitions => ({
  pageSize: 'A4',
  pageMargins: [45, 48, 45, 56],
  language: 'en',
  info: {
    title: `${paper.kind} ${paper.number}`,
    creationDate: new Date(paper.issuedAt),
    creator: 'usage-ledger',
  },
  defaultStyle: { font: 'Roboto', fontSize: 9, lineHeight: 1.15, color: ink },
  content: [
    { text: paper.kind, color: soft },
    { text: paper.number, fontSize: 18, bold: true, margin: [0, 0, 0, 14] },
    ...noticeOf(paper),
    entriesOf(paper.entries, 60),
    totalOf(paper),
    ...paper.sections.map(sectionOf),
  ],
  footer: (page, pages) => ({
    margin: [45, 20, 45, 0],
    fontSize: 7.5,
    color: soft,
    columns: [
      { text: `${paper.kind} ${paper.number}` },
      { text: `${page} of ${pages}`, alignment: 'right', width: 60 },
    ],
  }),
});
