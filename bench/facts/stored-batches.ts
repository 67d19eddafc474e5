import { isLeft } from 'fp-ts/lib/Either.js';
import { appendsOf, identified } from '../../api/door/appends.ts';
import { decodeFact } from '../../domain/fact/decode-fact.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { instantText } from '../../domain/time/instant.ts';
import type { StreamAppend } from '../../domain/event-log.ts';
import { batchesOf, repeatedHistory, tenant } from './repeated-history.ts';

/** What the names of the streams begin with: the service's default. */
export const namespace = 'ledger';

const factOf = (event: unknown): Fact => {
  const rules = { tenant, earliest: 0, latest: Number.MAX_SAFE_INTEGER };
  const decoded = decodeFact(event, rules);
  if (isLeft(decoded)) throw new Error(`not a fact: ${JSON.stringify(decoded.left)}`);
  return decoded.right;
};

/**
 * What the service appends for each request with these facts: the same events, to the same streams, in the same groups. It
 * is made by the service's own functions.
 */
export const storedBatches = async (
  count: number,
): Promise<readonly (readonly StreamAppend[])[]> => {
  const recordedAt = instantText(Date.now());
  return batchesOf(await repeatedHistory(count)).map((batch) =>
    appendsOf(
      namespace,
      batch.map((event) => identified(factOf(event))),
      recordedAt,
    ),
  );
};
