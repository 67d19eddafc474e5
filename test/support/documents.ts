import { documentHash } from '../../domain/billing/draft.ts';
import type {
  AdjustmentLine,
  BillingDocument,
  CreditNote,
  Line,
  UnhashedDocument,
} from '../../domain/billing/document.ts';
import { totalOf } from '../../domain/billing/rated-lines.ts';

// Documents as runs issue them, written by hand: days begin in Berlin, where March 2026 has an hour less.

const march = {
  month: '2026-03',
  from: '2026-02-28T23:00:00.000Z',
  to: '2026-03-31T22:00:00.000Z',
};
const february = {
  month: '2026-02',
  from: '2026-01-31T23:00:00.000Z',
  to: '2026-02-28T23:00:00.000Z',
};
const mid = '2026-03-15T23:00:00.000Z';
const digest = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

const lines: readonly Line[] = [
  {
    line: 1,
    charge: 'base_fee',
    segment: { from: march.from, to: mid },
    plan: 'starter',
    amountPrecise: '4800/743',
    amount: '6.46',
  },
  {
    line: 2,
    charge: 'storage',
    segment: { from: march.from, to: mid },
    plan: 'starter',
    meter: 'storage.bytes',
    quantity: '12.5',
    unit: '1000000000 byte × month',
    tiers: [
      { upTo: '10', quantity: '10', unitAmount: '0.2', flatAmount: '0', amountPrecise: '2' },
      {
        upTo: null,
        quantity: '1.5',
        unitAmount: '0.123',
        flatAmount: '0',
        amountPrecise: '0.1845',
      },
    ],
    amountPrecise: '2.1845',
    amount: '2.18',
    facts: '1204',
    factsDigest: digest,
  },
  {
    line: 3,
    charge: 'messages',
    segment: march,
    plan: 'team',
    meter: 'messages.sent',
    quantity: '25340',
    unit: 'message',
    tiers: [{ quantity: '26', unitAmount: '1.5', flatAmount: '0', amountPrecise: '39' }],
    amountPrecise: '39',
    amount: '39.00',
    facts: '25340',
    factsDigest: digest,
  },
  {
    line: 4,
    charge: 'calls',
    segment: { from: mid, to: march.to },
    plan: 'team',
    meter: 'api.requests',
    quantity: '100',
    unit: 'request',
    tiers: [{ quantity: '100', unitAmount: '0.01', flatAmount: '0.25', amountPrecise: '1.25' }],
    amountPrecise: '5',
    amount: '5.00',
    facts: '100',
    factsDigest: digest,
  },
  {
    line: 5,
    charge: 'tickets',
    segment: { from: mid, to: march.to },
    plan: 'team',
    meter: 'tickets.value',
    quantity: '120000',
    unit: 'EUR',
    tiers: [{ quantity: '120000', unitAmount: '0.029', flatAmount: '60', amountPrecise: '3540' }],
    amountPrecise: '2500',
    amount: '2500.00',
    facts: '240',
    factsDigest: digest,
  },
];

const adjusted: AdjustmentLine = {
  line: 6,
  charge: 'storage',
  segment: february,
  plan: 'starter',
  meter: 'storage.bytes',
  quantity: '8.25',
  unit: '1000000000 byte × month',
  tiers: [
    { upTo: '10', quantity: '8.25', unitAmount: '0.2', flatAmount: '0', amountPrecise: '1.65' },
  ],
  amountPrecise: '1.65',
  amount: '-0.35',
  facts: '998',
  factsDigest: digest,
  before: '2.00',
  now: '1.65',
  quantityChange: '-1.75',
};

/** A document with its hash, of which only what matters to a test has to be said; its total is that of its lines. */
export const madeDocument = (parts: Partial<UnhashedDocument> = {}): BillingDocument => {
  const basis = {
    model: 'standard',
    version: 3,
    attribution: 2,
    stretches: [
      { from: march.from, to: mid, plan: 'starter' },
      { from: mid, to: march.to, plan: 'team' },
    ],
  };
  const said = {
    number: '2026-03-7K3F-9Q2Z-D7MX',
    kind: 'invoice',
    tenant: 't1',
    account: 'user:u1',
    issue: 1,
    period: march,
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    basis,
    sequence: '184223',
    lines,
    adjustments: [
      {
        period: february,
        invoice: '2026-02-7K3F-9Q2Z-D7MX',
        basis: { ...basis, version: 2, stretches: [{ ...february, plan: 'starter' }] },
        lines: [adjusted],
        amount: '-0.35',
      },
    ],
    ...parts,
  } as const;
  const total = totalOf([...said.lines, ...said.adjustments], said.currency);
  const document: UnhashedDocument = { ...said, total };
  return { ...document, hash: documentHash(document) };
};

/** The lines of `madeDocument`, over and over, numbered through. */
export const manyLines = (count: number): readonly Line[] =>
  Array.from({ length: count }, (_, index) => ({
    ...(lines[index % lines.length] ?? adjusted),
    line: index + 1,
  }));

/** A credit note with its hash on a document, over its first line. */
export const madeCreditNote = (parts: Partial<CreditNote> = {}): CreditNote => {
  const note = {
    number: '2026-03-7K3F-9Q2Z-D7MX-C1',
    tenant: 't1',
    account: 'user:u1',
    invoice: '2026-03-7K3F-9Q2Z-D7MX',
    currency: 'EUR',
    lines: [{ line: 1, amount: '1.50' }],
    total: '1.50',
    reason: 'goodwill',
    by: 'key:billing',
    ...parts,
  };
  return { ...note, hash: documentHash(note) };
};
