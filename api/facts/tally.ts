import type { Fact } from '../../domain/fact/fact.ts';
import type { Receipt } from '../door/door.ts';
import type { ApiObserver, FactOutcome } from '../observer.ts';
import type { PlainProblem } from '../plain-problem.ts';
import { problem } from '../problem.ts';
import type { FactsAnswer, Refusal } from './facts-answer.ts';

/** One fact of a request, or why it is none. */
export type Item =
  | { readonly index: number; readonly fact: Fact }
  | { readonly index: number; readonly type: string; readonly refusal: Refusal };

/** Counts what became of the facts of one request. */
export type Tally = {
  /** `receipts` are those of the items that are facts, in order. */
  readonly add: (items: readonly Item[], receipts: readonly Receipt[]) => void;
  readonly answer: () => FactsAnswer;
};

const conflict = problem(
  409,
  'fact-conflict',
  'A fact with this source and id but other contents is known already. It stands; this one is kept as a conflict.',
);

const misfit = (reason: string): PlainProblem =>
  problem(422, 'amendment-misfit', `This does not amend the fact it names: ${reason}.`);

export const startTally = (observer: ApiObserver, refusalsListed: number): Tally => {
  const counts: Record<FactOutcome, number> = {
    accepted: 0,
    duplicate: 0,
    conflict: 0,
    refused: 0,
  };
  const refused: Refusal[] = [];
  let position = 0n;
  // By outcome and type, so that the metrics are told once a batch and not once a fact.
  let seen = new Map<FactOutcome, Map<string, number>>();

  const count = (outcome: FactOutcome, type: string): void => {
    counts[outcome] += 1;
    const byType = seen.get(outcome) ?? new Map<string, number>();
    seen.set(outcome, byType.set(type, (byType.get(type) ?? 0) + 1));
  };
  const refuse = (refusal: Refusal): void => {
    if (refused.length < refusalsListed) refused.push(refusal);
  };
  const addFact = ({ id, type }: Fact, index: number, receipt: Receipt | undefined): void => {
    if (receipt === undefined) throw new Error('the door gave fewer receipts than it got facts');
    count(receipt.outcome, type);
    if (receipt.outcome === 'refused') {
      refuse({ index, id, problem: misfit(receipt.reason) });
      return;
    }
    if (receipt.position > position) position = receipt.position;
    if (receipt.outcome === 'conflict') refuse({ index, id, problem: conflict });
  };

  return {
    add: (items, receipts) => {
      let next = 0;
      for (const item of items) {
        if ('fact' in item) {
          addFact(item.fact, item.index, receipts[next]);
          next += 1;
        } else {
          count('refused', item.type);
          refuse(item.refusal);
        }
      }
      for (const [outcome, byType] of seen) {
        for (const [type, times] of byType) observer.factsReceived(type, outcome, times);
      }
      seen = new Map();
    },
    answer: () => ({
      accepted: counts.accepted,
      duplicates: counts.duplicate,
      refused,
      refusedCount: counts.conflict + counts.refused,
      position: String(position),
    }),
  };
};
