import * as t from 'io-ts';
import { decodeOrThrow } from '../support/decode-or-throw.ts';
import { askLedger, type Answering } from './compare-figures.ts';
import { sendLines } from './send-lines.ts';

// A history is billed in two ways: month by month as its facts came in, and all at once when everything is known.

/** A fact, and the latest month that the history had come to when it came in. */
type Arrived = { readonly line: string; readonly month: string };

const Line = t.type({ time: t.string, subject: t.string, data: t.UnknownRecord });

/** What a model bills an account of a month, with plans by account. */
export type Prices = {
  readonly model: string;
  readonly version: unknown;
  readonly attribution: unknown;
  /** Which plan an account is on from when; undefined for one that has no subscription. */
  readonly planOf: (account: string, index: number) => { plan: string; from: string } | undefined;
};

/** What was billed to an account. */
export type Billed = {
  readonly total: bigint;
  readonly documents: number;
  readonly adjusted: number;
  readonly creditNotes: number;
};

const Run = t.type({ id: t.string });
const RunState = t.type({ state: t.string, failed: t.number, issued: t.number });
const Page = t.intersection([
  t.type({ invoices: t.array(t.type({ number: t.string })) }),
  t.partial({ cursor: t.string }),
]);
const Invoice = t.type({
  kind: t.string,
  total: t.string,
  status: t.string,
  adjustments: t.array(t.unknown),
});

const send = async <A>(
  { url, key, tenant }: Answering,
  method: string,
  path: string,
  body: unknown,
  answer: t.Decoder<unknown, A>,
): Promise<A> => {
  const response = await fetch(new URL(path, url), {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      'x-tenant-id': tenant,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return decodeOrThrow(answer, text === '' ? undefined : JSON.parse(text));
};

const linesFor = (lines: readonly string[], tenant: string): readonly Arrived[] => {
  let latest = '';
  return lines.map((line) => {
    const fact: unknown = JSON.parse(line);
    const month = decodeOrThrow(Line, fact).time.slice(0, 7);
    if (month > latest) latest = month;
    return { line: JSON.stringify({ ...Object(fact), tenant }), month: latest };
  });
};

/** Every account of a history, in the order in which it is met. */
export const accountsIn = (lines: readonly string[]): readonly string[] => [
  ...new Set(
    lines.flatMap((line) => {
      const { subject, data } = decodeOrThrow(Line, JSON.parse(line));
      const { group } = data;
      return typeof group === 'string' ? [subject, `group:${group}`] : [subject];
    }),
  ),
];

const monthAfter = (month: string): string =>
  Temporal.PlainYearMonth.from(month).add({ months: 1 }).toString();

/** All months from the first to the one after the last. */
const monthsOf = (arrived: readonly Arrived[]): readonly string[] => {
  const months: string[] = [];
  const last = monthAfter(arrived.at(-1)?.month ?? '');
  for (let month = arrived[0]?.month ?? last; month <= last; month = monthAfter(month)) {
    months.push(month);
  }
  return months;
};

const publish = async (
  ledger: Answering,
  { model, version, attribution, planOf }: Prices,
  accounts: readonly string[],
): Promise<void> => {
  await send(ledger, 'PUT', `/v1/pricing-models/${model}`, version, t.unknown);
  await send(ledger, 'PUT', '/v1/default-model', { model }, t.unknown);
  await send(ledger, 'PUT', '/v1/attribution', attribution, t.unknown);
  for (const [index, account] of accounts.entries()) {
    const plan = planOf(account, index);
    if (plan === undefined) continue;
    const path = `/v1/accounts/${encodeURIComponent(account)}/subscription`;
    await send(ledger, 'PUT', path, { ...plan, model }, t.unknown);
  }
};

const run = async (ledger: Answering, period: string): Promise<void> => {
  const body = { period, ignoreGrace: true };
  const { id } = await send(ledger, 'POST', '/v1/billing-runs', body, Run);
  for (;;) {
    const { state, failed } = await askLedger(ledger, `/v1/billing-runs/${id}`, RunState);
    if (failed > 0) throw new Error(`the run of ${period} could not bill ${failed} accounts`);
    if (state === 'completed') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const sendAll = async (ledger: Answering, arrived: readonly Arrived[]): Promise<void> => {
  if (arrived.length === 0) return;
  const { position } = await sendLines(
    ledger,
    arrived.map(({ line }) => line),
  );
  await askLedger(ledger, `/v1/summary?after=${position}`, t.unknown);
};

const cents = (amount: string): bigint => BigInt(amount.replace('.', ''));

const billedTo = async (ledger: Answering, account: string): Promise<Billed> => {
  const path = `/v1/accounts/${encodeURIComponent(account)}/invoices?limit=100`;
  let billed: Billed = { total: 0n, documents: 0, adjusted: 0, creditNotes: 0 };
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const more = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: t.TypeOf<typeof Page> = await askLedger(ledger, `${path}${more}`, Page);
    for (const { number } of page.invoices) {
      const invoice = await askLedger(ledger, `/v1/invoices/${number}`, Invoice);
      billed = {
        total: billed.total + cents(invoice.total),
        documents: billed.documents + 1,
        adjusted: billed.adjusted + invoice.adjustments.length,
        creditNotes: billed.creditNotes + (invoice.kind === 'credit_note' ? 1 : 0),
      };
    }
    cursor = page.cursor;
  }
  return billed;
};

const totalsOf = async (
  ledger: Answering,
  accounts: readonly string[],
): Promise<ReadonlyMap<string, Billed>> => {
  const totals = new Map<string, Billed>();
  for (const account of accounts) totals.set(account, await billedTo(ledger, account));
  return totals;
};

/** Bills every month when the history has come to the next one; what comes in later is late. */
export const billAsItCame = async (
  ledger: Answering,
  lines: readonly string[],
  prices: Prices,
): Promise<ReadonlyMap<string, Billed>> => {
  const accounts = accountsIn(lines);
  const arrived = linesFor(lines, ledger.tenant);
  const byMonth = Map.groupBy(arrived, ({ month }) => month);
  await publish(ledger, prices, accounts);
  for (const month of monthsOf(arrived)) {
    await sendAll(ledger, byMonth.get(month) ?? []);
    await run(ledger, month);
  }
  return totalsOf(ledger, accounts);
};

/** Bills every month once, after all is in. */
export const billAtOnce = async (
  ledger: Answering,
  lines: readonly string[],
  prices: Prices,
): Promise<ReadonlyMap<string, Billed>> => {
  const accounts = accountsIn(lines);
  const arrived = linesFor(lines, ledger.tenant);
  await publish(ledger, prices, accounts);
  await sendAll(ledger, arrived);
  for (const month of monthsOf(arrived)) await run(ledger, month);
  return totalsOf(ledger, accounts);
};
