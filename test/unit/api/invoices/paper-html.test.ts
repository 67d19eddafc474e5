import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { creditNotePaper } from '../../../../api/invoices/credit-note-paper.ts';
import { creditNoteView } from '../../../../api/invoices/credit-note-view.ts';
import { invoicePaper } from '../../../../api/invoices/invoice-paper.ts';
import { invoiceView } from '../../../../api/invoices/invoice-view.ts';
import { paperHtml } from '../../../../api/invoices/paper-html.ts';
import { paperPolicy } from '../../../../api/invoices/paper-style.ts';
import { madeCreditNote, madeDocument } from '../../../support/documents.ts';
import { issuedDocument } from '../../../support/issued.ts';

const hostile = `group:</title><script>alert(1)</script><img src=x onerror="x" '&amp;`;

const voided = { reason: hostile, by: hostile, at: '2026-04-10T08:00:00.000Z' };
const invoice = paperHtml(
  invoicePaper(
    invoiceView(
      issuedDocument({
        document: madeDocument({ account: hostile, number: hostile }),
        voided,
        creditNotes: [{ number: hostile, total: '1.50', reason: hostile, at: voided.at }],
      }),
    ),
  ),
);
const creditNote = paperHtml(
  creditNotePaper(
    creditNoteView({
      creditNote: madeCreditNote({ account: hostile, reason: hostile, invoice: hostile }),
      issuedAt: voided.at,
      voided,
    }),
  ),
);
const pages = { invoice, creditNote };

const tagsOf = (page: string): readonly string[] => page.match(/<[a-z][^>]*>/gi) ?? [];
const of = (page: string, name: string): readonly string[] =>
  tagsOf(page).filter((tag) => new RegExp(`^<${name}[ >]`).test(tag));

describe.each(Object.entries(pages))('%s', (_name, page) => {
  test('what people wrote is text and never a part of the page', () => {
    expect(page).not.toContain('<script');
    expect(page).not.toContain('<img');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('&amp;amp;');
    const known =
      'html head meta title style body main h1 h2 small p span strong bdi section dl dt dd table caption thead tbody tfoot tr th td';
    const names = tagsOf(page).map((tag) => /^<([a-z0-9]+)/i.exec(tag)?.[1]);
    expect(known.split(' ')).toEqual(expect.arrayContaining([...new Set(names)]));
    expect(tagsOf(page).filter((tag) => / on[a-z]+=| style=| src=| href=/.test(tag))).toEqual([]);
  });

  test('every element that is opened is closed', () => {
    const open: string[] = [];
    for (const [, close, name = ''] of page.matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
      if (name === 'meta') continue;
      if (close === '') open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  test('it says its language, its title and how wide it is', () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).toMatch(/<title>[^<]+<\/title>/);
    expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
  });

  test('every table has a caption, and every heading of it a scope', () => {
    expect(of(page, 'table').length).toBeGreaterThan(0);
    expect(page.match(/<table[^>]*>\n<caption>[^<]+<\/caption>/g)).toHaveLength(
      of(page, 'table').length,
    );
    expect(of(page, 'th').length).toBeGreaterThan(0);
    for (const heading of of(page, 'th')) expect(heading).toMatch(/ scope="(col|row)"/);
  });

  test('every row has a cell for every column', () => {
    for (const [, table = ''] of page.matchAll(/<table[^>]*>([^]*?)<\/table>/g)) {
      const columns = table.match(/scope="col"/g)?.length ?? 0;
      for (const [, row = ''] of table.matchAll(/<tr[^>]*>([^]*?)<\/tr>/g)) {
        const spans = [...row.matchAll(/colspan="(\d+)"/g)].map(([, span]) => Number(span) - 1);
        const cells = row.match(/<t[hd][ >]/g)?.length ?? 0;
        expect(spans.reduce((sum, span) => sum + span, cells)).toBe(columns);
      }
    }
  });

  test('there is one heading of the first level, and each section is named by its own', () => {
    expect(of(page, 'h1')).toHaveLength(1);
    const named = [...page.matchAll(/<section aria-labelledby="([^"]+)">\n<h2 id="([^"]+)">/g)];
    expect(named.length).toBe(of(page, 'section').length);
    for (const [, by, id] of named) expect(by).toBe(id);
    expect(new Set(named.map(([, by]) => by)).size).toBe(named.length);
  });

  test('its style, and nothing else, is let in by its policy', () => {
    const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(paperPolicy).toContain(`style-src 'sha256-${hash}'`);
    expect(paperPolicy).toMatch(/^default-src 'none'; style-src '[^']+'; /);
    expect(style).not.toMatch(/url\(|@import/);
  });
});

// WCAG 2.2, 1.4.3: relative luminance and contrast.
const luminance = (hex: string): number => {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

test('what is written stands out from the white by at least 7 to 1', () => {
  const inks = [...invoice.matchAll(/--(?:ink|soft|alarm): #([0-9a-f]+)/g)].map(([, hex = '']) =>
    hex.length === 3 ? hex.replaceAll(/./g, '$&$&') : hex,
  );
  expect(inks).toHaveLength(3);
  for (const hex of inks) expect(1.05 / (luminance(hex) + 0.05)).toBeGreaterThan(7);
});
