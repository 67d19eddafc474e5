import { expect, test } from 'vitest';
import { invoicePaper } from '../../../../api/invoices/invoice-paper.ts';
import type { Line } from '../../../../domain/billing/document.ts';
import { invoiceView } from '../../../../api/invoices/invoice-view.ts';
import type { Paper, Table } from '../../../../api/invoices/paper.ts';
import type { IssuedDocument } from '../../../../api/queries/documents.ts';
import { madeDocument } from '../../../support/documents.ts';
import { issuedDocument } from '../../../support/issued.ts';

const paperOf = (parts: Partial<IssuedDocument> = {}): Paper =>
  invoicePaper(invoiceView(issuedDocument(parts)));

const tableOf = ({ sections }: Paper, heading: string): Table => {
  const table = sections.find((section) => section.heading === heading)?.table;
  if (table === undefined) throw new Error(`there is no ${heading}`);
  return table;
};

const facts = (count: string) => `${count} facts, digest 9f86d081884c7d65…`;

test('every amount is told step by step', () => {
  const { rows, total } = tableOf(paperOf(), 'Charges');
  const told = rows.map(([, charge, making, amount]) => [charge?.text, making, amount?.text]);
  expect(told).toEqual([
    [
      'Base fee',
      {
        text: 'For the time on the plan, by the millisecond',
        details: ['6.460296…, rounded to 6.46'],
      },
      '6.46',
    ],
    [
      'storage',
      {
        text: 'storage.bytes: 12.5 (unit: 1,000,000,000 byte × month)',
        details: [
          '1 free',
          'tier up to 10: 10 × 0.20 = 2.00',
          'last tier: 1.5 × 0.123 = 0.1845',
          '2.1845, rounded to 2.18',
          facts('1,204'),
        ],
      },
      '2.18',
    ],
    [
      'messages',
      {
        text: 'messages.sent: 25,340 (unit: message)',
        details: ['counts as 26 for the price', '26 × 1.50 = 39.00', facts('25,340')],
      },
      '39.00',
    ],
    [
      'calls',
      {
        text: 'api.requests: 100 (unit: request)',
        details: ['100 × 0.01 + 0.25 = 1.25', 'raised to the minimum: +3.75 = 5.00', facts('100')],
      },
      '5.00',
    ],
    [
      'tickets',
      {
        text: 'tickets.value: 120,000 (unit: EUR)',
        details: [
          '120,000 × 0.029 + 60.00 = 3,540.00',
          'lowered to the maximum: −1,040.00 = 2,500.00',
          facts('240'),
        ],
      },
      '2,500.00',
    ],
  ]);
  expect(total?.amount).toBe('2,552.64');
  expect(rows[1]?.[1]?.details).toEqual(['plan starter', '1 to 15 March 2026']);
});

const april = {
  month: '2026-04',
  from: '2026-03-31T22:00:00.000Z',
  to: '2026-04-30T22:00:00.000Z',
};
const plan = { line: 1, segment: april, plan: 'team' };
const ninth = '2026-04-08T22:00:00.000Z';

test.each<[string, Omit<Line, 'line' | 'segment' | 'plan'> & Partial<Line>, readonly string[]]>([
  [
    'free units and packages',
    {
      charge: 'messages',
      meter: 'messages.sent',
      quantity: '2520',
      freeUnits: '20',
      unit: 'message',
      tiers: [
        {
          ...{ quantity: '3', packageSize: '1000', unitAmount: '1.5', flatAmount: '0' },
          amountPrecise: '4.5',
        },
      ],
      ...{ amountPrecise: '4.5', amount: '4.50' },
    },
    ['20 free', '3 packages of 1,000 × 1.50 = 4.50'],
  ],
  [
    'one package, and nothing free',
    {
      charge: 'messages',
      meter: 'messages.sent',
      quantity: '2',
      unit: 'message',
      tiers: [
        {
          ...{ quantity: '1', packageSize: '1000', unitAmount: '1.5', flatAmount: '0' },
          amountPrecise: '1.5',
        },
      ],
      ...{ amountPrecise: '1.5', amount: '1.50' },
    },
    ['1 package of 1,000 × 1.50 = 1.50'],
  ],
  [
    'a base fee by days',
    {
      charge: 'base_fee',
      segment: { from: ninth, to: april.to },
      ...{ planAmount: '6', amountPrecise: '4.4', amount: '4.40' },
    },
    ['22 of 30 days of 6.00 = 4.40'],
  ],
  [
    'a base fee of a day and some',
    {
      charge: 'base_fee',
      segment: { from: '2026-04-29T20:59:59.999Z', to: april.to },
      ...{ planAmount: '6', amountPrecise: '90000001/432000000', amount: '0.21' },
    },
    ['90,000,001 of 2,592,000,000 milliseconds of 6.00 = 0.208333…', '0.208333…, rounded to 0.21'],
  ],
  [
    'a whole base fee',
    { charge: 'base_fee', planAmount: '6', amountPrecise: '6', amount: '6.00' },
    ['6.00 for the whole period'],
  ],
  [
    'a minimum of part of a month',
    { charge: 'plan_minimum', planAmount: '22/3', amountPrecise: '1.26', amount: '1.26' },
    ['minimum for this time: 7.333333…', '7.33 less 6.07 = 1.26'],
  ],
])('%s stand on a document', (_, line, details) => {
  const document = madeDocument({ period: april, lines: [{ ...plan, ...line }], adjustments: [] });
  const { rows } = tableOf(paperOf({ document }), 'Charges');
  expect(rows[0]?.[2]?.details).toEqual(details);
});

test('an adjustment tells what was billed before and what it is now', () => {
  const { rows, total } = tableOf(paperOf(), 'Adjustment of February 2026');
  expect(rows[0]?.map(({ text }) => text).slice(3)).toEqual(['2.00', '1.65', '−0.35']);
  expect(rows[0]?.[2]?.details?.[0]).toBe('−1.75 against what was billed');
  expect(total?.amount).toBe('−0.35');
});

const summaryOf = (paper: Paper): readonly (readonly (string | undefined)[])[] => {
  const { rows, total } = tableOf(paper, 'Summary');
  return [...rows.map((row) => row.map(({ text }) => text)), [total?.label, total?.amount]];
};

const issuedRows = [
  ['Charges for March 2026', '2,552.64'],
  ['Adjustment of February 2026', '−0.35'],
];

test('the summary sums up to the total', () => {
  expect(summaryOf(paperOf())).toEqual([...issuedRows, ['Total', '2,552.29']]);
});

const credit = { number: 'c1', total: '1.50', reason: 'goodwill', at: '2026-04-09T08:00:00.000Z' };

test('what was given back is taken off', () => {
  const paper = paperOf({ creditNotes: [credit, { ...credit, number: 'c2', total: '0.79' }] });
  expect(summaryOf(paper).slice(2)).toEqual([
    ['Total as issued', '2,552.29'],
    ['Credit note c1', '−1.50'],
    ['Credit note c2', '−0.79'],
    ['Remaining', '2,550.00'],
  ]);
  expect(paper.entries).toContainEqual({ label: 'Remaining', value: 'EUR 2,550.00' });
});

test('of a void document nothing remains, and it says so', () => {
  const voided = { reason: 'billed twice', by: 'ops', at: '2026-04-10T08:00:00.000Z' };
  const paper = paperOf({ voided, creditNotes: [credit] });
  expect(paper.notice).toEqual({
    label: 'Void since 10 April 2026, 10:00: it counts no more',
    value: 'billed twice',
  });
  expect(summaryOf(paper).slice(3)).toEqual([
    ['Credit note c1', '−1.50'],
    ['Made void', '−2,550.79'],
    ['Remaining', '0.00'],
  ]);
});

test('a document that gives money back is a credit note', () => {
  const document = madeDocument({ kind: 'credit_note', lines: [] });
  const paper = paperOf({ document });
  expect(paper.kind).toBe('Credit note');
  expect(paper.total.value).toBe('EUR −0.35');
  expect(paper.sections.map(({ heading }) => heading)).not.toContain('Charges');
});

test('what it can be computed again by stands on it', () => {
  const document = madeDocument();
  const entries = paperOf({ document }).sections.at(-1)?.entries;
  expect(entries?.map(({ value }) => value)).toEqual([
    'up to event 184,223 of the log',
    'pricing model standard, version 3; attribution version 2',
    'starter, 1 to 15 March 2026',
    'team, 16 to 31 March 2026',
    'as they begin in Europe/Berlin',
    document.hash,
  ]);
});
