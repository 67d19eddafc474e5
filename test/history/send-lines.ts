import * as t from 'io-ts';
import { decodeOrThrow } from '../support/decode-or-throw.ts';
import type { Answering } from './compare-figures.ts';

const Answer = t.type({
  accepted: t.number,
  duplicates: t.number,
  refusedCount: t.number,
  position: t.string,
});
export type Answer = t.TypeOf<typeof Answer>;

/** Posts facts, one a line, in one request; anything but success throws. */
export const sendLines = async (
  { url, key, tenant }: Answering,
  lines: readonly string[],
): Promise<Answer> => {
  const response = await fetch(new URL('/v1/facts', url), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'x-tenant-id': tenant,
      'content-type': 'application/x-ndjson',
    },
    body: lines.join('\n'),
  });
  const body = await response.text();
  if (response.status !== 202) throw new Error(`${response.status} ${body}`);
  return decodeOrThrow(Answer, JSON.parse(body));
};
