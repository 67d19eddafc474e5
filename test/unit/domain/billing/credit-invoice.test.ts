import { left, right, type Either } from 'fp-ts/lib/Either.js';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  documentsAfter,
  noDocuments,
  type AccountDocuments,
  type DocumentEvent,
} from '../../../../domain/billing/account-documents.ts';
import {
  creditInvoice,
  type CreditInvoice,
  type CreditWanted,
} from '../../../../domain/billing/credit-invoice.ts';
import { documentHash } from '../../../../domain/billing/draft.ts';
import type { BillingDocument } from '../../../../domain/billing/document.ts';
import { voidInvoice } from '../../../../domain/billing/void-invoice.ts';
import { moneyOf } from '../../../../domain/rating/texts.ts';
import { none, order, sum } from '../../../../domain/rational.ts';
import { madeDocument } from '../../../support/billing/made-document.ts';

const tenant = 't1';
const account = 'user:1';
const number = '2026-01-AAAA';

const issued = (document: BillingDocument): DocumentEvent => ({
  type: 'InvoiceIssued',
  data: { tenant, account, document },
});
const voided: DocumentEvent = {
  type: 'InvoiceVoided',
  data: { tenant, account, number, reason: 'a duplicate', by: 'k1' },
};

/** The documents once these events lie in the stream. */
const given = (...events: readonly DocumentEvent[]): AccountDocuments =>
  events.reduce(documentsAfter, noDocuments);

const credit = (
  wanted: CreditWanted,
  parts: Partial<Pick<CreditInvoice, 'request' | 'reason'>> = {},
): CreditInvoice => ({
  tenant,
  account,
  number,
  reason: 'goodwill',
  by: 'k1',
  request: 'r1',
  wanted,
  ...parts,
});

const recorded = <R>(decided: Either<R, readonly DocumentEvent[]>): readonly DocumentEvent[] => {
  if (decided._tag === 'Left') throw new Error(JSON.stringify(decided.left));
  return decided.right;
};

/** The credit note that is recorded; none where nothing is. */
const noteOf = (command: CreditInvoice, documents: AccountDocuments) => {
  const [event] = recorded(creditInvoice(command, documents));
  return event?.type === 'CreditNoteIssued' ? event.data.creditNote : undefined;
};

const after = (documents: AccountDocuments, command: CreditInvoice): AccountDocuments =>
  recorded(creditInvoice(command, documents)).reduce(documentsAfter, documents);

const invoice = madeDocument({ amounts: ['10.00', '-2.00', '5.00'], total: '13.00' });

const unfit = (path: string, message: string) => ({
  rejection: 'unfit',
  faults: [{ path, message }],
});

describe('a document is voided', () => {
  const command = { tenant, account, number, reason: 'a duplicate', by: 'k1' } as const;

  test('once: again records nothing, whatever the reason', () => {
    const documents = given(issued(invoice));
    const events = recorded(voidInvoice(command, documents));
    expect(events).toEqual([voided]);
    const again = { ...command, reason: 'another' };
    expect(voidInvoice(again, events.reduce(documentsAfter, documents))).toEqual(right([]));
  });

  test('where there is one', () => {
    expect(voidInvoice({ ...command, number: 'x' }, given(issued(invoice)))).toEqual(
      left({ rejection: 'unknown' }),
    );
  });
});

describe('a credit note', () => {
  test('by line has its number, its total and the hash of all the rest', () => {
    const note = noteOf(
      credit({
        lines: [
          { line: 3, amount: '1.5' },
          { line: 1, amount: '2' },
        ],
      }),
      given(issued(invoice)),
    );
    const { hash, ...rest } = note ?? { hash: '' };
    expect(rest).toEqual({
      number: '2026-01-AAAA-C1',
      tenant,
      account,
      invoice: number,
      currency: 'EUR',
      lines: [
        { line: 1, amount: '2.00' },
        { line: 3, amount: '1.50' },
      ],
      total: '3.50',
      reason: 'goodwill',
      by: 'k1',
      request: 'r1',
    });
    expect(hash).toBe(documentHash(rest));
  });

  test('of an amount takes it from the lines in order, those with a positive amount alone', () => {
    const documents = given(issued(invoice));
    expect(noteOf(credit({ amount: '12.00' }), documents)?.lines).toEqual([
      { line: 1, amount: '10.00' },
      { line: 3, amount: '2.00' },
    ]);
  });

  test('takes from lines of adjustments, too, by the numbers that go on', () => {
    const document = madeDocument({ amounts: ['1.00'], adjustments: ['4.00'], total: '5.00' });
    expect(noteOf(credit({ amount: '5.00' }), given(issued(document)))?.lines).toEqual([
      { line: 1, amount: '1.00' },
      { line: 2, amount: '4.00' },
    ]);
  });

  test('is numbered behind those before it on the same document', () => {
    const documents = after(given(issued(invoice)), credit({ amount: '1.00' }));
    expect(noteOf(credit({ amount: '1.00' }, { request: 'r2' }), documents)?.number).toBe(
      '2026-01-AAAA-C2',
    );
  });

  test('asked for again by its request is not issued again, also where nothing remains', () => {
    const command = credit({ amount: '13.00' });
    const documents = after(given(issued(invoice)), command);
    expect(creditInvoice(command, documents)).toEqual(right([]));
    expect(creditInvoice(credit({ amount: '12.00' }), documents)).toEqual(
      left({ rejection: 'request-taken', by: '2026-01-AAAA-C1' }),
    );
  });

  test.each([
    ['more than the line has', { lines: [{ line: 3, amount: '5.01' }] }],
    ['something of a line that is negative', { lines: [{ line: 2, amount: '0.01' }] }],
    ['more than the document', { amount: '13.01' }],
    [
      'more than the document, though each line has it',
      {
        lines: [
          { line: 1, amount: '10.00' },
          { line: 3, amount: '5.00' },
        ],
      },
    ],
  ])('of %s is refused with what remains', (_, wanted) => {
    expect(creditInvoice(credit(wanted), given(issued(invoice)))).toEqual(
      left({
        rejection: 'exceeds-remaining',
        total: '13.00',
        lines: [
          { line: 1, amount: '10.00' },
          { line: 2, amount: '0.00' },
          { line: 3, amount: '5.00' },
        ],
      }),
    );
  });

  test.each<[string, CreditWanted, AccountDocuments, object]>([
    ['an unknown document', { amount: '1' }, noDocuments, { rejection: 'unknown' }],
    [
      'a document that is void',
      { amount: '1' },
      given(issued(invoice), voided),
      { rejection: 'void' },
    ],
    [
      'less than a cent',
      { amount: '1.005' },
      given(issued(invoice)),
      unfit('/amount', 'must have at most 2 digits after the point, as EUR has'),
    ],
    [
      'a line that is not there',
      { lines: [{ line: 9, amount: '1' }] },
      given(issued(invoice)),
      unfit('/lines/0/line', 'is 9, which the document does not have'),
    ],
    [
      'a part of a yen',
      { amount: '0.5' },
      given(issued(madeDocument({ amounts: ['10'], currency: 'JPY' }))),
      unfit('/amount', 'must have at most 0 digits after the point, as JPY has'),
    ],
  ])('on %s is refused', (_, wanted, documents, rejection) => {
    expect(creditInvoice(credit(wanted), documents)).toEqual(left(rejection));
  });

  test('of a document whose total is negative is refused: it gives nothing', () => {
    const document = madeDocument({ amounts: ['1.00', '-3.00'], total: '-2.00' });
    const nothing = left({ rejection: 'exceeds-remaining', total: '0.00', lines: [] });
    const documents = given(issued(document));
    const ofLine = { lines: [{ line: 1, amount: '0.50' }] };
    expect(creditInvoice(credit({ amount: '0.50' }), documents)).toEqual(nothing);
    expect(creditInvoice(credit(ofLine), documents)).toEqual(nothing);
    const ofAnother = { lines: [{ line: 3, amount: '0.50' }] };
    expect(creditInvoice(credit(ofAnother), documents)).toEqual(
      left(unfit('/lines/0/line', 'is 3, which the document does not have')),
    );
  });
});

const cents = fc.integer({ min: -500, max: 1_000 });
const money = (units: number): string => (units / 100).toFixed(2);

test('whatever is asked for, one after another, no line and no document gives more than it has', () => {
  const asked = fc.oneof(
    fc.record({ amount: fc.integer({ min: 1, max: 900 }).map(money) }),
    fc.record({
      lines: fc.uniqueArray(
        fc.record({
          line: fc.integer({ min: 1, max: 4 }),
          amount: fc.integer({ min: 1, max: 700 }).map(money),
        }),
        { selector: ({ line }) => line, minLength: 1 },
      ),
    }),
  );
  fc.assert(
    fc.property(fc.array(cents, { minLength: 1, maxLength: 4 }), fc.array(asked), (lines, all) => {
      const amounts = lines.map(money);
      const total = money(lines.reduce((one, other) => one + other, 0));
      const documents = all.reduce<AccountDocuments>(
        (before, wanted, index) => {
          const decided = creditInvoice(credit(wanted, { request: String(index) }), before);
          return decided._tag === 'Left' ? before : decided.right.reduce(documentsAfter, before);
        },
        given(issued(madeDocument({ amounts, total }))),
      );
      const notes = documents.creditNotes;
      const back = notes.map((note) => moneyOf(note.total)).reduce(sum, none);
      const most = Number(total) > 0 ? moneyOf(total) : none;
      expect(order(back, most)).toBeLessThanOrEqual(0);
      for (const [index, amount] of amounts.entries()) {
        const ofLine = notes
          .flatMap((note) => note.lines)
          .filter(({ line }) => line === index + 1)
          .map((part) => moneyOf(part.amount))
          .reduce(sum, none);
        const has = Number(amount) > 0 ? moneyOf(amount) : none;
        expect(order(ofLine, has)).toBeLessThanOrEqual(0);
      }
    }),
  );
});
