import * as t from 'io-ts';
import { decodeOrThrow } from '../support/decode-or-throw.ts';
import type { Expected } from './expected-figures.ts';

export type Answering = { readonly url: string; readonly key: string; readonly tenant: string };

const Usage = t.type({ total: t.string });
const Summary = t.type({
  facts: t.string,
  factsByType: t.record(t.string, t.string),
  anomaliesByKind: t.record(t.string, t.string),
});
const Storage = t.record(t.string, t.unknown);

/** Asks a running ledger; anything but an answer of the expected shape throws. */
export const askLedger = async <A>(
  { url, key, tenant }: Answering,
  path: string,
  answer: t.Decoder<unknown, A>,
): Promise<A> => {
  const response = await fetch(new URL(path, url), {
    headers: { authorization: `Bearer ${key}`, 'x-tenant-id': tenant },
  });
  const body: unknown = await response.json();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(body)}`);
  return decodeOrThrow(answer, body);
};

const monthQuery = (month: string): string => {
  const from = Temporal.PlainYearMonth.from(month);
  const start = (at: Temporal.PlainYearMonth) => `${at.toString()}-01T00:00:00Z`;
  return `from=${start(from)}&to=${start(from.add({ months: 1 }))}`;
};

type Figure = { readonly what: string; readonly expected: string; readonly answered: string };

const figuresOfRow = async (
  ledger: Answering,
  { account, month, storage, usage }: Expected['rows'][number],
): Promise<readonly Figure[]> => {
  const path = `/v1/accounts/${account}`;
  const query = monthQuery(month);
  const answered = await askLedger(ledger, `${path}/storage?${query}`, Storage);
  const stored = Object.entries(storage).map(([key, expected]) => ({
    what: `${account} ${month} ${key}`,
    expected,
    answered: String(answered[key]),
  }));
  const counted = Object.entries(usage).map(async ([meter, expected]) => {
    const { total } = await askLedger(ledger, `${path}/usage?meter=${meter}&${query}`, Usage);
    return { what: `${account} ${month} ${meter}`, expected, answered: total };
  });
  return [...stored, ...(await Promise.all(counted))];
};

const compared = (
  what: string,
  expected: Readonly<Record<string, number>>,
  answered: Readonly<Record<string, string>>,
): readonly Figure[] =>
  [...new Set([...Object.keys(expected), ...Object.keys(answered)])].map((key) => ({
    what: `${what} ${key}`,
    expected: String(expected[key] ?? 0),
    answered: answered[key] ?? '0',
  }));

const figuresInAll = async (ledger: Answering, expected: Expected): Promise<readonly Figure[]> => {
  const summary = await askLedger(ledger, '/v1/summary', Summary);
  return [
    { what: 'facts', expected: String(expected.facts), answered: summary.facts },
    ...compared('facts of', expected.types, summary.factsByType),
    ...compared('anomalies of', expected.anomalies, summary.anomaliesByKind),
  ];
};

/** Asks for every expected figure over HTTP: how many there are, and those that differ. */
export const compareFigures = async (
  ledger: Answering,
  expected: Expected,
): Promise<{ readonly count: number; readonly wrong: readonly Figure[] }> => {
  const figures = [...(await figuresInAll(ledger, expected))];
  for (const row of expected.rows) figures.push(...(await figuresOfRow(ledger, row)));
  return {
    count: figures.length,
    wrong: figures.filter((figure) => figure.expected !== figure.answered),
  };
};
