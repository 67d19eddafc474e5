import { describe, expect, test } from 'vitest';
import { invoiceCsv } from '../../../../api/invoices/invoice-csv.ts';
import { invoiceView } from '../../../../api/invoices/invoice-view.ts';
import { moneyOf, moneyText } from '../../../../domain/rating/texts.ts';
import { none, sum } from '../../../../domain/rational.ts';
import { madeDocument } from '../../../support/documents.ts';
import { issuedDocument } from '../../../support/issued.ts';

/** RFC 4180, read back. */
const parsed = (text: string): readonly (readonly string[])[] => {
  expect(text.endsWith('\r\n')).toBe(true);
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  const rows: string[][] = [[]];
  for (const [, quoted, bare = '', end] of text.matchAll(cell)) {
    rows.at(-1)?.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
};

const recordsOf = (document = madeDocument()) => {
  const [header = [], ...rows] = parsed(invoiceCsv(invoiceView(issuedDocument({ document }))));
  for (const row of rows) expect(row).toHaveLength(header.length);
  return rows.map((row) => new Map(header.map((name, index) => [name, row[index]])));
};

test('a row for every line and every adjustment, which sum up to the total', () => {
  const records = recordsOf();
  expect(
    records.map((record) => [record.get('kind'), record.get('line'), record.get('month')]),
  ).toEqual([
    ['line', '1', '2026-03'],
    ['line', '2', '2026-03'],
    ['line', '3', '2026-03'],
    ['line', '4', '2026-03'],
    ['line', '5', '2026-03'],
    ['adjustment', '6', '2026-02'],
  ]);
  const amounts = records.map((record) => moneyOf(record.get('amount') ?? ''));
  expect(moneyText(amounts.reduce(sum, none), 2)).toBe(madeDocument().total);
});

test('negative amounts are numbers', () => {
  const [adjusted] = recordsOf().slice(-1);
  expect(adjusted?.get('amount')).toBe('-0.35');
  expect(adjusted?.get('quantity_change')).toBe('-1.75');
  expect([adjusted?.get('before'), adjusted?.get('now')]).toEqual(['2.00', '1.65']);
});

test('what does not end is no fraction, which would be read as a date', () => {
  expect(recordsOf()[0]?.get('amount_unrounded')).toBe('6.460296096904441454');
});

describe('a text is no formula', () => {
  test.each([
    '=HYPERLINK("http://x","y")',
    '+1',
    '-1+cmd',
    '@SUM(A1)',
    '\tx',
    '\rx',
    '＝1+1',
    '"quoted", and cut\r\nin two',
  ])('%j', (name) => {
    const [first] = recordsOf(madeDocument({ account: name }));
    const read = first?.get('account') ?? '';
    expect(read).not.toMatch(/^[=+\-@\t\r\uFF1D]/);
    expect(read.replace(/^'/, '')).toBe(name);
  });

  test('one that is harmless stays as it is', () => {
    expect(recordsOf(madeDocument({ account: 'group:a-b=c, d' }))[0]?.get('account')).toBe(
      'group:a-b=c, d',
    );
  });
});
