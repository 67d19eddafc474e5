import * as fc from 'fast-check';
import type { RecordedEvent } from '../../domain/event-log.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { conflictEventOf, eventOf } from '../support/facts.ts';
import { amendmentOf, anyAmendment, anyFact, type DrawnAmendment } from './arbitrary-facts.ts';

/**
 * How a fact comes: for the first time, as it came before, under the identity of one before with other contents, as the
 * record of the door that it refused such a one, or as that record where the refused one had slipped in already. Or it is
 * an amendment of one before or of one that may come after.
 */
type Coming = 'new' | 'again' | 'rival' | 'refused' | 'refused late' | 'amends' | 'awaits';
type Drawn = {
  readonly fact: Fact;
  readonly amendment: DrawnAmendment;
  readonly coming: Coming;
  /** How many came since the one that it is about, or come until then. */
  readonly away: number;
};

const anyDrawn: fc.Arbitrary<Drawn> = fc.record({
  fact: anyFact,
  amendment: anyAmendment,
  coming: fc.oneof(
    { weight: 4, arbitrary: fc.constant<Coming>('new') },
    {
      weight: 2,
      arbitrary: fc.constantFrom<Coming>('again', 'rival', 'refused', 'refused late'),
    },
    { weight: 1, arbitrary: fc.constantFrom<Coming>('amends', 'amends', 'awaits') },
  ),
  // Mostly one that comes shortly before or after, so that both often lie in one batch.
  away: fc.oneof(fc.nat(3), fc.nat(200)),
});

type Rivals = { readonly counting: Fact; readonly rival: Fact };

const idOf = (sequence: bigint): string => `i${sequence}`;

/** Turns what was drawn into events, one after another, knowing what came before and what may come. */
const eventsFrom = (all: readonly Drawn[]) => {
  const facts: Fact[] = [];
  const slipped: Rivals[] = [];
  const firstOf = (made: Fact, sequence: bigint): RecordedEvent => {
    facts.push(made);
    return eventOf(made, sequence);
  };
  return ({ fact, amendment, coming, away }: Drawn, index: number): RecordedEvent => {
    const sequence = BigInt(index + 1);
    const id = idOf(sequence);
    const counting = facts.at(-1 - away);
    if (coming === 'awaits') {
      const awaited = all[index + 1 + away]?.fact ?? fact;
      const target = { ...awaited, id: idOf(sequence + 1n + BigInt(away)) };
      return firstOf(amendmentOf(target, amendment, id), sequence);
    }
    if (coming === 'new' || counting === undefined) return firstOf({ ...fact, id }, sequence);
    if (coming === 'amends') return firstOf(amendmentOf(counting, amendment, id), sequence);
    if (coming === 'again') return eventOf(counting, sequence);
    const { tenant, source, id: theirs } = counting;
    const rivals = { counting, rival: { ...fact, tenant, source, id: theirs } };
    if (coming === 'rival') {
      slipped.push(rivals);
      return eventOf(rivals.rival, sequence);
    }
    const refused = coming === 'refused' ? rivals : (slipped.at(-1 - away) ?? rivals);
    return conflictEventOf(refused.rival, refused.counting, sequence);
  };
};

/** A log as it may come to be with crashes and several doors: with repeats, rivals, recorded conflicts and amendments. */
export const anyLog = (length: { readonly minLength: number; readonly maxLength: number }) =>
  fc
    .array(anyDrawn, { ...length, size: 'max' })
    .map((drawn): readonly RecordedEvent[] => drawn.map(eventsFrom(drawn)));
