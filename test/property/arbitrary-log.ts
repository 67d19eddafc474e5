import * as fc from 'fast-check';
import type { RecordedEvent } from '../../domain/event-log.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { conflictEventOf, eventOf } from '../support/facts.ts';
import { anyFact } from './arbitrary-facts.ts';

/**
 * How a fact comes: for the first time, as it came before, under the identity of one before with other contents, as the
 * record of the door that it refused such a one, or as that record where the refused one had slipped in already.
 */
type Coming = 'new' | 'again' | 'rival' | 'refused' | 'refused late';
type Drawn = { readonly fact: Fact; readonly coming: Coming; readonly before: number };

const anyDrawn: fc.Arbitrary<Drawn> = fc.record({
  fact: anyFact,
  coming: fc.oneof(
    { weight: 2, arbitrary: fc.constant<Coming>('new') },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Coming>('again', 'rival', 'refused', 'refused late'),
    },
  ),
  // Mostly one that came shortly before, so that both often lie in one batch.
  before: fc.oneof(fc.nat(3), fc.nat(200)),
});

type Rivals = { readonly counting: Fact; readonly rival: Fact };

/** Turns what was drawn into events, one after another, knowing what came before. */
const eventsFrom = () => {
  const facts: Fact[] = [];
  const slipped: Rivals[] = [];
  return ({ fact, coming, before }: Drawn, sequence: bigint): RecordedEvent => {
    const counting = facts.at(-1 - before);
    if (coming === 'new' || counting === undefined) {
      const made = { ...fact, id: `i${sequence}` };
      facts.push(made);
      return eventOf(made, sequence);
    }
    if (coming === 'again') return eventOf(counting, sequence);
    const { tenant, source, id } = counting;
    const rivals = { counting, rival: { ...fact, tenant, source, id } };
    if (coming === 'rival') {
      slipped.push(rivals);
      return eventOf(rivals.rival, sequence);
    }
    const refused = coming === 'refused' ? rivals : (slipped.at(-1 - before) ?? rivals);
    return conflictEventOf(refused.rival, refused.counting, sequence);
  };
};

/** A log as it may come to be with crashes and several doors: with repeats, rivals and recorded conflicts. */
export const anyLog = (length: { readonly minLength: number; readonly maxLength: number }) =>
  fc.array(anyDrawn, { ...length, size: 'max' }).map((drawn): readonly RecordedEvent[] => {
    const eventFrom = eventsFrom();
    return drawn.map((each, index) => eventFrom(each, BigInt(index + 1)));
  });
