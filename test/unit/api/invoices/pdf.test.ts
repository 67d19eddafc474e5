import { extractText, getDocumentProxy, getMeta } from 'unpdf';
import { describe, expect, test } from 'vitest';
import { creditNotePaper } from '../../../../api/invoices/credit-note-paper.ts';
import { creditNoteView } from '../../../../api/invoices/credit-note-view.ts';
import { invoicePaper } from '../../../../api/invoices/invoice-paper.ts';
import { invoiceView } from '../../../../api/invoices/invoice-view.ts';
import type { Paper } from '../../../../api/invoices/paper.ts';
import { pdfPrinter } from '../../../../api/invoices/pdf/pdf-printer.ts';
import { printPaper } from '../../../../api/invoices/pdf/print-paper.ts';
import type { IssuedDocument } from '../../../../api/queries/documents.ts';
import { ServiceUnavailable } from '../../../../api/service-unavailable.ts';
import { madeCreditNote, madeDocument, manyLines } from '../../../support/documents.ts';
import { issuedDocument } from '../../../support/issued.ts';

const paperOf = (parts: Partial<IssuedDocument> = {}): Paper =>
  invoicePaper(invoiceView(issuedDocument(parts)));

/** What a reader finds on each page; every blank is one. */
const pagesOf = async (bytes: Uint8Array): Promise<readonly string[]> => {
  const { text } = await extractText(await getDocumentProxy(Uint8Array.from(bytes)));
  return text.map((page) => page.normalize('NFKC').replaceAll(/\s+/g, ' '));
};

test('an invoice can be read from its pages', async () => {
  const pages = await pagesOf(await printPaper(paperOf()));
  const text = pages.join(' ');
  const document = madeDocument();
  for (const part of [
    document.number,
    'user:u1',
    '1 to 31 March 2026',
    'EUR 2,552.29',
    'tier up to 10: 10 × 0.20 = 2.00',
    'Adjustment of February 2026',
    '−0.35',
    document.hash,
  ]) {
    expect(text).toContain(part);
  }
  expect(pages.map((page) => page.includes(`of ${pages.length}`))).not.toContain(false);
});

describe('names of any script', () => {
  test.each([
    'Ελληνική Λέσχη',
    'Железные дороги',
    'Đường sắt Việt Nam',
    '鉄道ファン同好会',
    '中国铁路爱好者',
    '한국 철도 동호회',
    'חובבי רכבות',
    'صديق القطارات',
  ])('%s', async (name) => {
    const document = madeDocument({ account: `group:${name}` });
    const [page = ''] = await pagesOf(await printPaper(paperOf({ document })));
    for (const word of name.split(' ')) expect(page).toContain(word.normalize('NFKC'));
  });

  test('what no font has is named', async () => {
    const document = madeDocument({ account: 'group:🚂' });
    const [page] = await pagesOf(await printPaper(paperOf({ document })));
    expect(page).toContain('group:[U+1F682]');
  });

  test('a long reason stays on the page, whichever way it runs', async () => {
    const reason = 'חשבונית כפולה בגלל תקלה ברשת '.repeat(30).trim();
    const voided = { reason, by: 'ops', at: '2026-04-10T08:00:00.000Z' };
    const pdf = await getDocumentProxy(Uint8Array.from(await printPaper(paperOf({ voided }))));
    const page = await pdf.getPage(1);
    const { items } = await page.getTextContent();
    for (const item of items) {
      if (!('transform' in item)) continue;
      const left = Number(item.transform[4]);
      expect(left).toBeGreaterThanOrEqual(44);
      expect(left + item.width).toBeLessThanOrEqual(551);
    }
  });
});

test('a name without a blank is broken rather than cut off', async () => {
  const account = `group:${'x'.repeat(250)}`;
  const pdf = await getDocumentProxy(
    Uint8Array.from(await printPaper(paperOf({ document: madeDocument({ account }) }))),
  );
  const { items } = await (await pdf.getPage(1)).getTextContent();
  const rights = items.map((item) =>
    'transform' in item ? Number(item.transform[4]) + item.width : 0,
  );
  expect(Math.max(...rights)).toBeLessThanOrEqual(551);
});

test('a thousand lines go over many pages, each with its headings and number', async () => {
  const document = madeDocument({ lines: manyLines(1_000) });
  const pages = await pagesOf(await pdfPrinter()(paperOf({ document })));
  expect(pages.length).toBeGreaterThan(40);
  pages.forEach((page, index) => {
    expect(page).toContain(`${index + 1} of ${pages.length}`);
  });
  for (const page of pages.slice(1, -2)) expect(page).toContain('How it comes about');
  const text = pages.join(' ');
  for (const line of [1, 500, 1_000]) expect(text).toMatch(new RegExp(` ${line} (Base|[a-z])`));
  expect(text).toContain('510,528.00');
});

test('a line with more tiers than fit a page goes on on the next one', async () => {
  const [line] = manyLines(2).slice(1);
  const tiers = Array.from({ length: 200 }, (_, index) => ({
    upTo: String(index + 1),
    quantity: '1',
    unitAmount: '0.01',
    flatAmount: '0',
    amountPrecise: '0.01',
  }));
  const lines = line === undefined ? [] : [{ ...line, tiers }];
  const text = (
    await pagesOf(await printPaper(paperOf({ document: madeDocument({ lines }) })))
  ).join(' ');
  for (const bound of [1, 100, 200]) expect(text).toContain(`tier up to ${bound}: 1 × 0.01`);
});

test('the same document is the same bytes, in whatever thread and whenever', async () => {
  const paper = paperOf({ document: madeDocument({ account: 'group:鉄道 חובבי 한국' }) });
  const first = await printPaper(paper);
  expect(Buffer.compare(await printPaper(paper), first)).toBe(0);
  expect(Buffer.compare(await pdfPrinter()(paper), first)).toBe(0);
  const { info } = await getMeta(await getDocumentProxy(Uint8Array.from(first)));
  expect(info).toMatchObject({
    Title: 'Invoice 2026-03-7K3F-9Q2Z-D7MX',
    CreationDate: 'D:20260403001000Z',
  });
});

test('a credit note', async () => {
  const view = creditNoteView({
    creditNote: madeCreditNote(),
    issuedAt: '2026-04-09T08:00:00.000Z',
    voided: undefined,
  });
  const [page] = await pagesOf(await printPaper(creditNotePaper(view)));
  expect(page).toContain('Given back EUR 1.50');
  expect(page).toContain('Refers to 2026-03-7K3F-9Q2Z-D7MX');
});

test('who comes when too many wait is told to come again, and the others are served', async () => {
  const print = pdfPrinter();
  const paper = paperOf();
  const asked = Array.from({ length: 18 }, () => print(paper));
  const answers = await Promise.allSettled(asked);
  const refused = answers.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(2);
  for (const each of refused) {
    expect(each).toHaveProperty('reason', expect.any(ServiceUnavailable));
  }
});

test('one that fails spoils none after it', async () => {
  const print = pdfPrinter();
  const failing = print({ ...paperOf(), issuedAt: 'never' });
  const next = print(paperOf());
  await expect(failing).rejects.toThrow();
  expect((await next).length).toBeGreaterThan(10_000);
});
