import { markup, nothing, type Html } from './markup.ts';
import type { Cell, Column, Entry, Paper, Section, Table } from './paper.ts';
import { paperStyle } from './paper-style.ts';

// Roles are said though the elements have them: on narrow screens the style shows rows one below the other, and some
// browsers then take a table for none.

const detailsOf = ({ details = [] }: Cell): readonly Html[] =>
  details.map((detail) => markup`<span class="detail" dir="auto">${detail}</span>`);

const cellOf = (cell: Cell, { heading, kind }: Column): Html => {
  const content = markup`<bdi>${cell.text}</bdi>${detailsOf(cell)}`;
  if (kind === 'name') return markup`<th scope="row" role="rowheader">${content}</th>`;
  return kind === 'figure'
    ? markup`<td class="figure" role="cell" data-label="${heading}">${content}</td>`
    : markup`<td role="cell">${content}</td>`;
};

const headingOf = ({ heading, kind }: Column): Html =>
  markup`<th scope="col" role="columnheader" class="${kind}">${heading}</th>`;

const totalOf = ({ columns, total }: Table): Html =>
  total === undefined
    ? nothing
    : markup`<tfoot role="rowgroup"><tr role="row"><th scope="row" role="rowheader" colspan="${String(columns.length - 1)}">${total.label}</th><td class="figure" role="cell">${total.amount}</td></tr></tfoot>
`;

const tableOf = (table: Table): Html => markup`<table role="table">
<caption>${table.caption}</caption>
<thead role="rowgroup"><tr role="row">${table.columns.map(headingOf)}</tr></thead>
<tbody role="rowgroup">
${table.rows.map(
  (row) => markup`<tr role="row">${row.flatMap((cell, index) => {
    const column = table.columns[index];
    return column === undefined ? [] : [cellOf(cell, column)];
  })}</tr>
`,
)}</tbody>
${totalOf(table)}</table>
`;

const entriesOf = (entries: readonly Entry[]): Html => markup`<dl>
${entries.map(
  ({ label, value }) => markup`<dt>${label}</dt><dd><bdi>${value}</bdi></dd>
`,
)}</dl>
`;

const sectionOf = (
  { heading, paragraph, table, entries }: Section,
  index: number,
): Html => markup`<section aria-labelledby="section-${String(index)}">
<h2 id="section-${String(index)}">${heading}</h2>
${
  paragraph === undefined
    ? nothing
    : markup`<p>${paragraph}</p>
`
}${table === undefined ? nothing : tableOf(table)}${
  entries === undefined ? nothing : entriesOf(entries)
}</section>
`;

const noticeOf = ({ notice }: Paper): Html =>
  notice === undefined
    ? nothing
    : markup`<p class="notice" role="note">${notice.label}<span dir="auto">${notice.value}</span></p>
`;

/** A document as a page of its own, without scripts, for the screen and for A4; everything in it is escaped. */
export const paperHtml = (paper: Paper): string =>
  markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${paper.kind} ${paper.number}</title>
<style>${{ html: paperStyle }}</style>
</head>
<body>
<main>
<h1><small>${paper.kind}</small> ${paper.number}</h1>
${noticeOf(paper)}${entriesOf(paper.entries)}<p class="total">${paper.total.label} <strong>${paper.total.value}</strong></p>
${paper.sections.map(sectionOf)}</main>
</body>
</html>
`.html;
