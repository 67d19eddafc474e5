import { headersFor, type Target } from './post-batch.ts';
import { asker } from './queries.ts';

const roundsMax = 500;
const queriesInRound = 8;

/** Until the read models hold everything up to `position`, in seconds. */
const untilSeen = async (target: Target, position: bigint): Promise<number> => {
  const startedAt = performance.now();
  for (;;) {
    const response = await fetch(new URL(`/v1/summary?after=${position}`, target.url), {
      headers: headersFor(target),
    });
    await response.arrayBuffer();
    if (response.status === 200) return (performance.now() - startedAt) / 1_000;
    if (response.status < 500) throw new Error(`the summary answers ${response.status}`);
  }
};

const slowestOfRound = async (ask: ReturnType<typeof asker>): Promise<number> => {
  let slowest = 0;
  for (let n = 0; n < queriesInRound; n += 1) slowest = Math.max(slowest, (await ask()).ms);
  return slowest;
};

/**
 * How many seconds after the load ended the read models had all of it, and queries took no longer than twice the slowest
 * one before; undefined where they never did.
 */
export const recovery = async (
  target: Target,
  { position, idleMs }: { readonly position: bigint; readonly idleMs: number },
) => {
  const startedAt = performance.now();
  const seenSeconds = await untilSeen(target, position);
  const ask = asker(target);
  for (let round = 0; round < roundsMax; round += 1) {
    if ((await slowestOfRound(ask)) <= 2 * idleMs) {
      return { seenSeconds, fastSeconds: (performance.now() - startedAt) / 1_000 };
    }
  }
  return { seenSeconds, fastSeconds: undefined };
};
