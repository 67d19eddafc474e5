import * as fc from 'fast-check';
import type { RecordedEvent } from '../../domain/event-log.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { identityKey } from '../../domain/fact/identity.ts';
import { conflictEventOf, eventOf } from '../support/facts.ts';
import { anyFact } from './arbitrary-facts.ts';

/**
 * How a fact comes: for the first time, as it came before, under the identity of one before with other contents, or as the
 * record of the door that it refused it.
 */
type Coming = 'new' | 'again' | 'rival' | 'refused';
type Drawn = { readonly fact: Fact; readonly coming: Coming; readonly before: number };

const anyDrawn: fc.Arbitrary<Drawn> = fc.record({
  fact: anyFact,
  coming: fc.oneof(
    { weight: 7, arbitrary: fc.constant<Coming>('new') },
    { weight: 3, arbitrary: fc.constantFrom<Coming>('again', 'rival', 'refused') },
  ),
  // Mostly one that came shortly before, so that both often lie in one batch.
  before: fc.oneof(fc.nat(3), fc.nat(200)),
});

const eventFrom = (
  { fact, coming, before }: Drawn,
  facts: Fact[],
  sequence: bigint,
): RecordedEvent => {
  const earlier = facts.at(-1 - before);
  if (coming === 'new' || earlier === undefined) {
    const made = { ...fact, id: `i${sequence}` };
    facts.push(made);
    return eventOf(made, sequence);
  }
  if (coming === 'again') return eventOf(earlier, sequence);
  const { tenant, source, id } = earlier;
  const rival = { ...fact, tenant, source, id };
  return coming === 'rival'
    ? eventOf(rival, sequence)
    : conflictEventOf(rival, earlier, sequence);
};

/** A log as it may come to be with crashes and several doors: with repeats, rivals and recorded conflicts. */
export const anyLog = (length: { readonly minLength: number; readonly maxLength: number }) =>
  fc.array(anyDrawn, { ...length, size: 'max' }).map((drawn): readonly RecordedEvent[] => {
    const facts: Fact[] = [];
    return drawn.map((each, index) => eventFrom(each, facts, BigInt(index + 1)));
  });

/** Of facts in the order of the log, those that count: of each identity the first. */
export const countingOnce = (facts: readonly Fact[]): readonly Fact[] => [
  ...Map.groupBy(facts, identityKey)
    .values()
    .flatMap((same) => same.slice(0, 1)),
];
