import * as t from 'io-ts';
import { decodeOrThrow } from '../../test/support/decode-or-throw.ts';
import { inFlight } from '../facts/in-flight.ts';
import { headersFor, postBatch, type Target } from './post-batch.ts';

const places = 4;
const triesMax = 1_000;

/** How many of these facts the service did not have: each is sent again, and must be a duplicate. */
const notKnown = async (target: Target, numbers: readonly number[]): Promise<number> => {
  for (let left = triesMax; left > 0; left -= 1) {
    const outcome = await postBatch(target, numbers);
    if (outcome.kind === 'acknowledged') return numbers.length - outcome.answer.duplicates;
    if (outcome.kind === 'failed') throw new Error(outcome.why);
  }
  throw new Error('the service has stayed too busy to be asked');
};

/** Of all acknowledged facts those that are lost. */
export const lostFacts = async (
  target: Target,
  batches: readonly (readonly number[])[],
): Promise<number> => {
  let lost = 0;
  await inFlight(batches, places, async (numbers) => {
    lost += await notKnown(target, numbers);
  });
  return lost;
};

const Summary = t.type({ facts: t.string });

/** How many facts the read models count. */
export const countedFacts = async (target: Target): Promise<number> => {
  const response = await fetch(new URL('/v1/summary', target.url), { headers: headersFor(target) });
  return Number(decodeOrThrow(Summary, await response.json()).facts);
};
