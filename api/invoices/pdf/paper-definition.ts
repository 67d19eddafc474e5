import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { Entry, Paper, Section } from '../paper.ts';
import { linesKept, linesOfRows, tableOf } from './table-content.ts';
import { inks, textOf } from './text-content.ts';

const { ink, soft, alarm } = inks;

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
