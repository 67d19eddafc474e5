import * as t from 'io-ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  startBillingWorld,
  tenant,
  type BillingWorld,
} from '../../support/billing/billing-world.ts';
import { call, request, runOnce } from '../../support/billing/run-calls.ts';
import { decodeOrThrow } from '../../support/decode-or-throw.ts';
import { problemOf } from '../api/calls.ts';

// Every account pays 10.00 EUR, on one line.
const accounts = ['user:1', 'user:2', 'user:3', 'user:4', 'user:5'];
const period = '2025-01';
let world: BillingWorld;
let executor: Awaited<ReturnType<BillingWorld['execute']>>;
beforeAll(async () => {
  world = await startBillingWorld(accounts);
  executor = await world.execute();
  await runOnce(world, await request(world, { period }), 'completed');
});
afterAll(async () => {
  await executor.stop();
  await world.stop();
});

const numberOf = async (account: string): Promise<string> => {
  const row = await world.stores.db
    .selectFrom('read.billing_documents')
    .select('number')
    .where('tenant', '=', tenant)
    .where('account', '=', account)
    .orderBy('sequence', 'desc')
    .executeTakeFirstOrThrow();
  return row.number;
};

const voidIt = (number: string, reason = 'a duplicate') =>
  call(world, 'POST', `/v1/invoices/${number}/void`, { reason });
const credit = (number: string, body: object) =>
  call(world, 'POST', `/v1/invoices/${number}/credit-notes`, { reason: 'goodwill', ...body });

const Note = t.type({ number: t.string, total: t.string, hash: t.string });
const noteIn = async (answer: Response) => decodeOrThrow(Note, await answer.json());

/** The events of one type about one document. */
const eventsOn = async (type: string, account: string) =>
  (await world.eventsOf(type)).filter(
    ({ data }) => decodeOrThrow(t.type({ account: t.string }), data).account === account,
  );

describe('a document that is voided', () => {
  test('stays so however often and at whatever moment it is asked for; then its month is billed again', async () => {
    const number = await numberOf('user:1');
    const answers = await Promise.all([1, 2, 3, 4].map((n) => voidIt(number, `reason ${n}`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await (await voidIt(number)).json()).toEqual({
      number,
      account: 'user:1',
      period,
      status: 'void',
      currency: 'EUR',
      total: '10.00',
      remaining: { total: '0.00', lines: [] },
    });
    expect(await eventsOn('InvoiceVoided', 'user:1')).toHaveLength(1);
    const run = await runOnce(world, await request(world, { period }), 'completed');
    expect(run).toMatchObject({ issued: 1, standing: 4 });
    expect(await numberOf('user:1')).toBe(`${number}-2`);
  });

  test('can give nothing back any more', async () => {
    const number = (await numberOf('user:1')).replace(/-2$/, '');
    const answer = await credit(number, { amount: '1.00' });
    expect(await problemOf(answer)).toMatchObject({ status: 409, type: 'invoice-void' });
  });

  test('must be one', async () => {
    expect((await voidIt('2025-01-NONE')).status).toBe(404);
    expect((await credit('2025-01-NONE', { amount: '1.00' })).status).toBe(404);
  });
});

describe('credit notes', () => {
  test('at once never exceed the rest, and are numbered without a gap', async () => {
    const number = await numberOf('user:2');
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => credit(number, { amount: '3.00' })),
    );
    const issued = answers.filter(({ status }) => status === 201);
    const notes = await Promise.all(issued.map(noteIn));
    expect(notes.map((note) => note.number).toSorted()).toEqual(
      [1, 2, 3].map((n) => `${number}-C${n}`),
    );
    const refused = answers.filter(({ status }) => status !== 201);
    for (const answer of refused) {
      expect(await problemOf(answer)).toMatchObject({
        status: 409,
        type: 'exceeds-remaining',
        remaining: { total: '1.00', lines: [{ line: 1, amount: '1.00' }] },
      });
    }
    expect(await eventsOn('CreditNoteIssued', 'user:2')).toHaveLength(3);
  });

  test('and a void at once: whichever comes first, none is given after the void', async () => {
    const number = await numberOf('user:3');
    const [voided] = await Promise.all([
      voidIt(number),
      ...Array.from({ length: 5 }, () => credit(number, { amount: '1.00' })),
    ]);
    expect(voided.status).toBe(200);
    const events = await world.documentEventsOf('user:3');
    expect(events[0]).toBe('InvoiceIssued');
    // The void is the last: every credit note that was given came before it.
    expect(events.indexOf('InvoiceVoided')).toBe(events.length - 1);
    expect(await problemOf(await credit(number, { amount: '1.00' }))).toMatchObject({
      type: 'invoice-void',
    });
  });

  test('of one request, sent again and again, are one', async () => {
    const number = await numberOf('user:4');
    const body = { amount: '2.50', id: 'ticket-7' };
    const answers = await Promise.all([1, 2, 3].map(() => credit(number, body)));
    const notes = await Promise.all(answers.map(noteIn));
    expect(new Set(notes.map(({ hash }) => hash)).size).toBe(1);
    const other = await credit(number, { ...body, amount: '3.00' });
    expect(await problemOf(other)).toMatchObject({ status: 409, type: 'request-taken' });
  });

  test.each<[string, object, object]>([
    ['neither lines nor an amount', {}, { errors: [{ path: '' }] }],
    ['both', { amount: '1.00', lines: [{ line: 1, amount: '1.00' }] }, { errors: [{ path: '' }] }],
    ['less than a cent', { amount: '0.001' }, { errors: [{ path: '/amount' }] }],
    ['nothing', { amount: '0.00' }, { errors: [{ path: '/amount' }] }],
    ['less than nothing', { amount: '-1.00' }, { errors: [{ path: '/amount' }] }],
    [
      'a line that is not there',
      { lines: [{ line: 7, amount: '1.00' }] },
      { errors: [{ path: '/lines/0/line' }] },
    ],
    [
      'a line twice',
      {
        lines: [
          { line: 1, amount: '1.00' },
          { line: 1, amount: '1.00' },
        ],
      },
      { errors: [{ path: '/lines/1/line' }] },
    ],
    [
      'a line twice, one that is not there and less than a cent',
      {
        lines: [
          { line: 1, amount: '1.00' },
          { line: 1, amount: '0.001' },
          { line: 7, amount: '1.00' },
        ],
      },
      {
        errors: [{ path: '/lines/1/amount' }, { path: '/lines/2/line' }, { path: '/lines/1/line' }],
      },
    ],
    [
      'no lines, an amount and what nobody knows',
      { lines: [], amount: '1', foo: 2 },
      { errors: [{ path: '/foo' }, { path: '' }, { path: '/lines' }] },
    ],
    ['no lines', { lines: [] }, { errors: [{ path: '/lines' }] }],
  ])('of %s are refused', async (_, body, problem) => {
    const answer = await credit(await numberOf('user:5'), body);
    expect(await problemOf(answer)).toMatchObject({ status: 422, ...problem });
  });
});
