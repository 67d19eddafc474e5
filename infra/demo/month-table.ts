import * as t from 'io-ts';
import { isLeft } from 'fp-ts/lib/Either.js';
import { quotientText } from '../../domain/decimal.ts';
import { shippedMeters } from '../../domain/meter/meter.ts';

/** One figure, and where the service answers it. */
export type Figure = { readonly name: string; readonly value: string; readonly url: string };

const Usage = t.type({ total: t.string });
const Storage = t.type({
  openingBytes: t.string,
  closingBytes: t.string,
  peakBytes: t.string,
  byteMs: t.string,
  gbHours: t.string,
  averageBytes: t.string,
});

export type Ask = <A>(answer: t.Decoder<unknown, A>, url: string) => Promise<A>;

/** Asks the service over HTTP, with a key. */
export const askingWith =
  (key: string): Ask =>
  async (answer, url) => {
    const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
    const body = await response.text();
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${body}`);
    const decoded = answer.decode(JSON.parse(body));
    if (isLeft(decoded)) throw new Error(`${url} answered ${body}`);
    return decoded.right;
  };

const hourMs = 3_600_000n;

/** What an account used in a period, each figure with its URL; meters that counted nothing are left out. */
export const figuresOf = async (ask: Ask, accountUrl: string, query: string): Promise<Figure[]> => {
  const storageUrl = `${accountUrl}/storage?${query}`;
  const storage = await ask(Storage, storageUrl);
  const counted = shippedMeters.filter(({ aggregation }) => aggregation !== 'time_weighted');
  const usage = await Promise.all(
    counted.map(async ({ key, unit }) => {
      const url = `${accountUrl}/usage?meter=${key}&${query}`;
      const { total } = await ask(Usage, url);
      return { name: `${key} (${unit})`, value: total, url };
    }),
  );
  return [
    ...usage.filter(({ value }) => value !== '0'),
    { name: 'storage at the beginning (byte)', value: storage.openingBytes, url: storageUrl },
    { name: 'storage at the end (byte)', value: storage.closingBytes, url: storageUrl },
    { name: 'storage at its peak (byte)', value: storage.peakBytes, url: storageUrl },
    { name: 'storage on average (byte)', value: storage.averageBytes, url: storageUrl },
    {
      name: 'storage over time (byte-hour)',
      value: quotientText(BigInt(storage.byteMs), hourMs, 3),
      url: storageUrl,
    },
    { name: 'storage over time (GB-hour)', value: storage.gbHours, url: storageUrl },
  ];
};

/** The figures as lines, values aligned to the right. */
export const tableOf = (figures: readonly Figure[]): string => {
  const nameWidth = Math.max(...figures.map(({ name }) => name.length));
  const valueWidth = Math.max(...figures.map(({ value }) => value.length));
  return figures
    .map(
      ({ name, value, url }) =>
        `  ${name.padEnd(nameWidth)}  ${value.padStart(valueWidth)}  ${url}`,
    )
    .join('\n');
};
