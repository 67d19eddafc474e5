import { setTimeout as delay } from 'node:timers/promises';
import { postBatch, type Outcome, type Target } from './post-batch.ts';

/** What has been sent so far and what became of it, in facts. */
export type Sent = {
  readonly offered: number;
  readonly acknowledged: number;
  readonly shed: number;
  readonly limited: number;
  readonly failed: number;
  /** Facts that the service took for new. */
  readonly accepted: number;
  readonly batchesUnderWay: number;
};

export type Sender = {
  readonly sent: () => Sent;
  /** The numbers of all acknowledged facts, in batches. */
  readonly acknowledged: () => readonly (readonly number[])[];
  /** Where a query that sees all of it has to wait for. */
  readonly position: () => bigint;
  readonly failures: () => readonly string[];
  /** Sends as fast as answers come, so many at a time. Resolves with the facts acknowledged a second. */
  readonly asFastAsItGoes: (seconds: number, inFlight: number) => Promise<number>;
  /** Offers so many facts a second, whatever becomes of them, and waits for the last answer. */
  readonly atRate: (seconds: number, factsPerSecond: number) => Promise<void>;
};

const failuresKept = 5;
const everyTenth = 10;

/** Sends batches of facts, each with some that were acknowledged before. */
export const startSender = (target: Target, factsInBatch: number): Sender => {
  const counts = { offered: 0, acknowledged: 0, shed: 0, limited: 0, failed: 0, accepted: 0 };
  const batches: (readonly number[])[] = [];
  const failures: string[] = [];
  const underWay = new Set<Promise<void>>();
  let position = 0n;
  let next = 0;

  const newBatch = (): readonly number[] => {
    const again = batches.at(-1)?.slice(0, factsInBatch / everyTenth) ?? [];
    const fresh = Array.from({ length: factsInBatch - again.length }, () => next++);
    return [...again, ...fresh];
  };
  const note = (numbers: readonly number[], outcome: Outcome): void => {
    counts[outcome.kind] += numbers.length;
    if (outcome.kind === 'acknowledged') {
      batches.push(numbers);
      counts.accepted += outcome.answer.accepted;
      const reached = BigInt(outcome.answer.position);
      if (reached > position) position = reached;
    }
    if (outcome.kind === 'failed' && failures.length < failuresKept) failures.push(outcome.why);
  };
  const send = (): Promise<void> => {
    const numbers = newBatch();
    counts.offered += numbers.length;
    const sent = postBatch(target, numbers)
      .then((outcome) => {
        note(numbers, outcome);
      })
      .finally(() => underWay.delete(sent));
    underWay.add(sent);
    return sent;
  };

  return {
    sent: () => ({ ...counts, batchesUnderWay: underWay.size }),
    acknowledged: () => batches,
    position: () => position,
    failures: () => failures,
    asFastAsItGoes: async (seconds, inFlight) => {
      const before = counts.acknowledged;
      const startedAt = performance.now();
      const endAt = startedAt + seconds * 1_000;
      const place = async (): Promise<void> => {
        while (performance.now() < endAt) await send();
      };
      await Promise.all(Array.from({ length: inFlight }, place));
      return ((counts.acknowledged - before) / (performance.now() - startedAt)) * 1_000;
    },
    atRate: async (seconds, factsPerSecond) => {
      const startedAt = performance.now();
      const total = Math.ceil((seconds * factsPerSecond) / factsInBatch);
      for (let index = 0; index < total; index += 1) {
        const dueAt = startedAt + (index * factsInBatch * 1_000) / factsPerSecond;
        const early = dueAt - performance.now();
        if (early > 0) await delay(early);
        void send();
      }
      await Promise.all(underWay);
    },
  };
};
