import { createHash } from 'node:crypto';

// One style for screens of any width and for A4. It names no font that would have to be fetched.
export const paperStyle = `
:root { color-scheme: light; --ink: #1b1b1b; --soft: #555; --rule: #cfcfcf; --alarm: #9b1c1c }
* { box-sizing: border-box }
body { margin: 0; background: #fff; color: var(--ink);
  font: .94rem/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Noto Sans CJK SC", sans-serif }
main { max-width: 56rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem }
h1 { margin: 0 0 1.5rem; font-size: 1.75rem; font-weight: 600; line-height: 1.2; overflow-wrap: anywhere }
h1 small { display: block; font-size: .95rem; font-weight: 400; color: var(--soft) }
h2 { margin: 2.75rem 0 .6rem; font-size: 1.1rem; font-weight: 600 }
p { margin: 0 0 .75rem; max-width: 44rem; color: var(--soft) }
.notice { max-width: none; margin: 0 0 1.5rem; padding: .6rem .9rem; border-left: 4px solid var(--alarm); color: var(--alarm); overflow-wrap: anywhere }
.notice span { display: block; color: var(--ink) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.5rem; margin: 0 }
dt { color: var(--soft) }
dd { margin: 0; overflow-wrap: anywhere }
.total { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 1.5rem; max-width: none;
  margin: 1.75rem 0 0; padding: .7rem 0; border: solid var(--ink); border-width: 2px 0; color: var(--ink) }
.total strong { font-size: 1.5rem; font-weight: 600; font-variant-numeric: tabular-nums }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
th, td { padding: .55rem .75rem; text-align: start; vertical-align: top; font-weight: 400; overflow-wrap: anywhere }
th:first-child, td:first-child { padding-inline-start: 0 }
th:last-child, td:last-child { padding-inline-end: 0 }
thead th { border-bottom: 1px solid var(--ink); font-size: .82rem; color: var(--soft); vertical-align: bottom }
tbody th { font-weight: 600 }
tbody tr + tr > * { border-top: 1px solid var(--rule) }
tfoot > tr > * { border-top: 1px solid var(--ink); font-weight: 600 }
.figure { text-align: end; white-space: nowrap; overflow-wrap: normal }
thead .figure { white-space: normal }
.detail { display: block; font-size: .8rem; font-weight: 400; color: var(--soft) }
@media screen and (max-width: 44rem) {
  main { padding: 1.25rem 1rem 3rem }
  dl { grid-template-columns: 1fr; gap: 0 }
  dd { margin-bottom: .5rem }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
  table, tbody, tfoot { display: block }
  tr { display: block; padding: .6rem 0; border-top: 1px solid var(--rule) }
  tbody tr > *, tbody tr + tr > *, tfoot > tr > * { display: block; padding: 0; border: 0 }
  .figure { display: flex !important; justify-content: space-between; gap: 1rem; white-space: normal; text-align: end }
  .figure[data-label]::before { content: attr(data-label); color: var(--soft); font-weight: 400; text-align: start }
  tfoot > tr { display: flex; justify-content: space-between; gap: 1rem; border-top-color: var(--ink) }
}
@media print {
  @page { size: A4; margin: 18mm 16mm 20mm; @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 8pt system-ui, sans-serif; color: #555 } }
  :root { font-size: 9.5pt }
  main { max-width: none; padding: 0 }
  thead { display: table-header-group }
  tfoot { display: table-row-group }
  tr, .total, .notice, dl { break-inside: avoid }
  h2, p, tbody tr:last-child { break-after: avoid }
}
`;

/** What lets the style of a page be used where nothing else may be. */
export const paperPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(paperStyle).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
