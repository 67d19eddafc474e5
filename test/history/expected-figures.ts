import { readFile } from 'node:fs/promises';
import * as t from 'io-ts';
import { decodeOrThrow } from '../support/decode-or-throw.ts';

const Expected = t.type({
  facts: t.number,
  types: t.record(t.string, t.number),
  anomalies: t.record(t.string, t.number),
  rows: t.array(
    t.type({
      account: t.string,
      month: t.string,
      storage: t.record(t.string, t.string),
      usage: t.record(t.string, t.string),
    }),
  ),
});
/** What a real history must give, computed by a program that shares nothing with the ledger. */
export type Expected = t.TypeOf<typeof Expected>;

export const readExpected = async (path: string): Promise<Expected> =>
  decodeOrThrow(Expected, JSON.parse(await readFile(path, 'utf8')));
