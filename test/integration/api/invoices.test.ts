import * as t from 'io-ts';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunBook } from '../../../api/billing/run-book.ts';
import type { JsonObject, RecordedEvent } from '../../../domain/event-log.ts';
import { invoiceStream } from '../../../domain/stream-name.ts';
import type { BillingDocument, CreditNote } from '../../../domain/billing/document.ts';
import { asJson } from '../../../domain/billing/document.ts';
import { documentHash } from '../../../domain/billing/draft.ts';
import type { BillingEvents } from '../../../domain/ledger/billing-events.ts';
import { creditNote, invoice, invoices } from '../../../infra/postgres/queries/invoices.ts';
import { decodeOrThrow } from '../../support/decode-or-throw.ts';
import { madeCreditNote, madeDocument } from '../../support/documents.ts';
import { namespace, placed } from '../../support/facts.ts';
import { signed } from '../../support/tokens.ts';
import { applyAll } from '../projections/batches.ts';
import { useReadModels } from '../projections/use-read-models.ts';
import { key, now, startApi, type ApiUnderTest } from './api-under-test.ts';
import { get, faultsOf, problemOf } from './calls.ts';
import { inMemoryAccess, secret } from './in-memory-access.ts';
import { inMemoryBilling } from './in-memory-billing.ts';

// Documents as they lie in the log, through the read models of a real database, over HTTP.

const tenant = 'default';
const hostile = 'user:<script>alert(1)</script>';
const first = madeDocument({ tenant, number: 'first' });
const second = madeDocument({ tenant, number: 'second', issue: 2, sequence: '1' });
const back = madeDocument({ tenant, number: 'back', kind: 'credit_note', lines: [] });
const grouped = madeDocument({ tenant, number: 'grouped', account: 'group:g1', sequence: '1' });
const named = madeDocument({ tenant, number: 'a/b "c"', account: hostile });
const others = madeDocument({ tenant: 't2', number: 'first', account: 'user:u1', sequence: '1' });

const given = (number: string, parts: Partial<CreditNote> = {}): CreditNote =>
  madeCreditNote({ tenant, number, invoice: 'second', ...parts });

let sequence = 0n;
const event = <Type extends keyof BillingEvents>(
  type: Type,
  data: BillingEvents[Type] & { readonly account: string },
): RecordedEvent => {
  sequence += 1n;
  return placed(invoiceStream(namespace, data.tenant, data.account), sequence, {
    id: crypto.randomUUID(),
    type,
    // It goes through JSON as it is.
    data: asJson(data) as JsonObject,
    metadata: { recordedAt: `2026-04-03T00:10:0${sequence % 10n}.000Z` },
  });
};

const issued = (document: BillingDocument): RecordedEvent =>
  event('InvoiceIssued', {
    tenant: document.tenant,
    account: document.account as 'user:u1',
    document,
  });
const credited = (note: CreditNote): RecordedEvent =>
  event('CreditNoteIssued', { tenant, account: 'user:u1', creditNote: note });

const log: readonly RecordedEvent[] = [
  issued(first),
  event('InvoiceVoided', {
    tenant,
    account: 'user:u1',
    number: 'first',
    reason: 'billed twice',
    by: 'ops',
  }),
  issued(second),
  issued(others),
  credited(given('c1', { total: '1.50' })),
  credited(given('c2', { total: '0.79', reason: 'outage' })),
  issued(back),
  issued(grouped),
  issued(named),
];

/** Runs of this tenant: the first, at event 1 of the log, issued some of the documents, the other one none. */
const runs = async (): Promise<RunBook> => {
  const { runBook } = inMemoryBilling();
  const wanted = { tenant, month: '2026-03', dryRun: false, ignoreGrace: false, by: 'ops' };
  for (const run of ['march', 'again']) await runBook.request({ ...wanted, run });
  return runBook;
};

const postgres = useReadModels();
let api: ApiUnderTest;
beforeAll(async () => {
  const { db } = await postgres.open();
  await applyAll(db, log);
  const runBook = await runs();
  api = await startApi(({ queries, facts }) => ({
    runBook,
    ...inMemoryAccess({ key, now: () => now }, facts, [
      [tenant, 'g1', 'user:lead', 'moderator'],
      [tenant, 'g1', 'user:u2', 'member'],
    ]),
    queries: {
      ...queries,
      invoice: (...asked) => invoice(db, ...asked),
      creditNote: (...asked) => creditNote(db, ...asked),
      invoices: (...asked) => invoices(db, ...asked),
    },
  }));
});
afterAll(() => api.close());

const Page = t.type({
  invoices: t.array(t.type({ number: t.string, status: t.string, remaining: t.string })),
  cursor: t.union([t.string, t.undefined]),
});
const listed = async (query = ''): Promise<t.TypeOf<typeof Page>> => {
  const answer = await get(api, `/v1/accounts/user:u1/invoices${query}`);
  expect(answer.status).toBe(200);
  return decodeOrThrow(Page, await answer.json());
};

const accepting = (number: string, accept: string): Promise<Response> =>
  get(api, `/v1/invoices/${encodeURIComponent(number)}`, { accept });

describe('the list', () => {
  test('the last issued first, with what remains of each', async () => {
    expect((await listed()).invoices).toMatchObject([
      { number: 'back', kind: 'credit_note', total: '-0.35', remaining: '0.00', status: 'issued' },
      { number: 'second', kind: 'invoice', total: '2552.29', remaining: '2550.00' },
      { number: 'first', total: '2552.29', remaining: '0.00', status: 'void' },
    ]);
  });

  test('page by page', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listed(`?limit=1${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.invoices.map(({ number }) => number));
      ({ cursor } = page);
    } while (cursor !== undefined);
    expect(seen).toEqual(['back', 'second', 'first']);
  });

  test.each([
    ['?status=void', ['first']],
    ['?status=issued', ['back', 'second']],
    ['?period=2026-03&status=issued&limit=1', ['back']],
    ['?period=2026-02', []],
    [`?cursor=${Buffer.from('nonsense').toString('base64url')}`, []],
  ])('%s', async (query, numbers) => {
    expect((await listed(query)).invoices.map(({ number }) => number)).toEqual(numbers);
  });

  const everybodys = async (query = '', of = tenant): Promise<readonly unknown[]> => {
    const answer = await get(api, `/v1/invoices${query}`, { 'x-tenant-id': of });
    expect(answer.status).toBe(200);
    const { invoices: entries } = decodeOrThrow(Page, await answer.json());
    return entries.map(({ number }) => number);
  };

  test('of all accounts of a tenant, of one of them, and of a run', async () => {
    const all = ['a/b "c"', 'grouped', 'back', 'second', 'first'];
    expect(await everybodys()).toEqual(all);
    expect(await everybodys('?status=void')).toEqual(['first']);
    expect(await everybodys('?period=2026-02')).toEqual([]);
    expect(await everybodys('?account=group:g1')).toEqual(['grouped']);
    expect(await everybodys('', 't2')).toEqual(['first']);
    expect(await everybodys('?run=march')).toEqual(['grouped', 'second']);
    expect(await everybodys('?run=march&account=user:u1')).toEqual(['second']);
    expect(await everybodys('?run=march&period=2026-02')).toEqual([]);
    expect(await everybodys('?run=again')).toEqual([]);
    const [entry] = decodeOrThrow(
      t.type({ invoices: t.array(t.UnknownRecord) }),
      await (await get(api, '/v1/invoices?account=group:g1')).json(),
    ).invoices;
    expect(entry).toMatchObject({ number: 'grouped', account: 'group:g1', total: '2552.29' });
  });

  test('a run that is not this tenant’s is not there', async () => {
    expect((await get(api, '/v1/invoices?run=none')).status).toBe(404);
    const answer = await get(api, '/v1/invoices?run=march', { 'x-tenant-id': 't2' });
    expect(answer.status).toBe(404);
  });

  test('what is no filter is refused', async () => {
    const answer = await get(api, '/v1/accounts/user:u1/invoices?period=2026-13&status=paid');
    expect(await faultsOf(answer)).toEqual([
      '/period must be a month, YYYY-MM',
      '/status must be one of issued, void',
    ]);
  });
});

describe('a document', () => {
  test('as it was issued, with what became of it', async () => {
    const answer = await get(api, '/v1/invoices/second');
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('vary')).toContain('accept');
    const { status, issuedAt, creditNotes, remaining, ...document } = decodeOrThrow(
      t.UnknownRecord,
      await answer.json(),
    );
    expect(document).toEqual(second);
    expect({ status, issuedAt, remaining }).toEqual({
      status: 'issued',
      issuedAt: '2026-04-03T00:10:03.000Z',
      remaining: '2550.00',
    });
    expect(creditNotes).toEqual([
      { number: 'c1', total: '1.50', reason: 'goodwill', at: '2026-04-03T00:10:05.000Z' },
      { number: 'c2', total: '0.79', reason: 'outage', at: '2026-04-03T00:10:06.000Z' },
    ]);
    const { hash, ...rest } = document;
    expect(documentHash(rest)).toBe(hash);
  });

  test('one that is void says why', async () => {
    expect(await (await get(api, '/v1/invoices/first')).json()).toMatchObject({
      status: 'void',
      voided: { reason: 'billed twice', by: 'ops', at: '2026-04-03T00:10:02.000Z' },
      remaining: '0.00',
    });
  });

  test('as a page, which may use its own style and nothing else', async () => {
    const answer = await accepting('a/b "c"', 'text/html,application/xhtml+xml,*/*;q=0.8');
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'/,
    );
    const page = await answer.text();
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toContain('<script');
  });

  test('as PDF, to be saved', async () => {
    const answer = await accepting('a/b "c"', 'application/pdf');
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="a-b-c-.pdf"');
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect(bytes.length).toBe(Number(answer.headers.get('content-length')));
    const { text } = await extractText(await getDocumentProxy(bytes), { mergePages: true });
    expect(text).toContain(hostile);
  });

  test('its lines as CSV, to be saved', async () => {
    const answer = await accepting('second', 'text/csv');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="second.csv"');
    expect((await answer.text()).split('\r\n')).toHaveLength(8);
  });

  test('the same bytes whenever it is asked for', async () => {
    const [one, other] = await Promise.all(
      ['second', 'second'].map(async (number) =>
        (await accepting(number, 'application/pdf')).bytes(),
      ),
    );
    expect(Buffer.compare(one ?? new Uint8Array(), other ?? new Uint8Array())).toBe(0);
  });

  test('what is not offered is a problem of its own', async () => {
    const answer = await accepting('second', 'image/png');
    expect(answer.headers.get('vary')).toContain('accept');
    expect(await problemOf(answer)).toMatchObject({
      type: 'not-acceptable',
      status: 406,
      detail: 'Accept one of: application/json, text/html, application/pdf, text/csv.',
    });
  });

  test('a problem is a problem, whatever is accepted', async () => {
    expect((await problemOf(await accepting('none', 'application/pdf'))).status).toBe(404);
  });
});

describe('a credit note', () => {
  test('as it was issued', async () => {
    expect(await (await get(api, '/v1/credit-notes/c2')).json()).toEqual({
      ...given('c2', { total: '0.79', reason: 'outage' }),
      status: 'issued',
      issuedAt: '2026-04-03T00:10:06.000Z',
    });
  });

  test('as a page', async () => {
    const answer = await get(api, '/v1/credit-notes/c1', { accept: 'text/html' });
    expect(await answer.text()).toContain('EUR 1.50');
  });
});

describe('who may read', () => {
  const paths = {
    own: ['/v1/invoices/second', '/v1/credit-notes/c1', '/v1/accounts/user:u1/invoices'],
    group: ['/v1/invoices/grouped', '/v1/accounts/group:g1/invoices'],
  };
  const statusFor = async (id: string, path: string): Promise<number> => {
    const exp = now / 1_000 + 900;
    const token = await signed({ id, tenantId: tenant, exp }, { algorithm: 'HS256', key: secret });
    return (await get(api, path, { authorization: `Bearer ${token}` })).status;
  };

  test.each(paths.own)('%s: the member whose it is', async (path) => {
    expect(await statusFor('u1', path)).toBe(200);
    expect(await statusFor('u2', path)).toBe(404);
    expect(await statusFor('lead', path)).toBe(404);
  });

  test.each(paths.group)('%s: who leads the group', async (path) => {
    expect(await statusFor('lead', path)).toBe(200);
    expect(await statusFor('u2', path)).toBe(404);
    expect(await statusFor('u1', path)).toBe(404);
  });

  test('a document of another tenant is not there, though it has the same number', async () => {
    const answer = await get(api, '/v1/invoices/first', { 'x-tenant-id': 't2' });
    expect(await answer.json()).toMatchObject({
      tenant: 't2',
      status: 'issued',
      hash: others.hash,
    });
    expect((await get(api, '/v1/invoices/second', { 'x-tenant-id': 't2' })).status).toBe(404);
  });
});
