import { setTimeout as delay } from 'node:timers/promises';
import { someAccount } from './made-facts.ts';
import { headersFor, type Target } from './post-batch.ts';

/** How long queries took, in milliseconds, and how many were not answered with 200. */
export type Latencies = { readonly ms: readonly number[]; readonly refused: number };

export const percentile = (ms: readonly number[], part: number): number =>
  ms.toSorted((a, b) => a - b)[Math.ceil(part * ms.length) - 1] ?? NaN;

const period = 'from=2026-01-01T00:00:00Z&to=2026-10-01T00:00:00Z';

const questions: readonly ((n: number) => string)[] = [
  (n) => `/v1/accounts/${someAccount(n)}/usage?meter=api.requests&window=day&${period}`,
  (n) => `/v1/accounts/${someAccount(n)}/storage?window=month&${period}`,
  () => '/v1/summary',
  (n) => `/v1/accounts?limit=50&search=u${n % 100}`,
];

/** One query after the other, each of another kind and account. */
export const asker = (target: Target) => {
  let asked = 0;
  return async (): Promise<{ readonly ms: number; readonly status: number }> => {
    const question = questions[asked % questions.length] ?? (() => '');
    const path = question(asked);
    asked += 1;
    const startedAt = performance.now();
    const response = await fetch(new URL(path, target.url), { headers: headersFor(target) });
    await response.arrayBuffer();
    return { ms: performance.now() - startedAt, status: response.status };
  };
};

/** Asks steadily until it is stopped, whether answers come or not. */
export const trickle = (target: Target, perSecond: number) => {
  const ask = asker(target);
  const over = new AbortController();
  let ms: number[] = [];
  let refused = 0;
  const one = async (): Promise<void> => {
    const answered = await ask();
    if (answered.status === 200) ms.push(answered.ms);
    else refused += 1;
  };
  const run = async (): Promise<void> => {
    const underWay: Promise<void>[] = [];
    while (!over.signal.aborted) {
      underWay.push(
        one().catch(() => {
          refused += 1;
        }),
      );
      await delay(1_000 / perSecond, undefined, { signal: over.signal }).catch(() => undefined);
    }
    await Promise.all(underWay);
  };
  const ended = run();
  return {
    /** What was measured since the last call. */
    taken: (): Latencies => {
      const result = { ms, refused };
      ms = [];
      refused = 0;
      return result;
    },
    stop: async (): Promise<void> => {
      over.abort();
      await ended;
    },
  };
};
