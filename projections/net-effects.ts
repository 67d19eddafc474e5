import { amendmentIn, inForce, misfitOf, netOf, type Amendment } from '../domain/fact/amendment.ts';
import type { Fact } from '../domain/fact/fact.ts';
import { identityKey } from '../domain/fact/identity.ts';
import type { LogEntry, RecordedFact } from '../domain/ledger/recorded.ts';
import type { Counted, CountedFact, Effect, Standing } from './counted.ts';

/** A fact and what amends it, as far as the log has been taken in; amendments in its order. */
export type Amended = {
  readonly original: { readonly fact: Fact; readonly sequence: bigint } | undefined;
  readonly amendments: readonly Amendment[];
};

const unknown: Amended = { original: undefined, amendments: [] };

const netNow = ({ original, amendments }: Amended): Fact | undefined =>
  original === undefined ? undefined : netOf(original.fact, amendments);

/**
 * The same as far as it matters to amendments still to come: once the fact is known, only the one in force does. Without
 * this each of many corrections of one fact would look at all those before it.
 */
const settled = ({ original, amendments }: Amended): Amended => {
  if (original === undefined) return { original, amendments };
  const amendment = inForce(original.fact, amendments);
  return { original, amendments: amendment === undefined ? [] : [amendment] };
};

const standingOf = (original: Amended['original'], amendment: Amendment): Standing => {
  if (original === undefined) return { amendment, standing: 'pending' };
  const fits = misfitOf(original.fact, amendment) === undefined;
  return { amendment, standing: fits ? 'fits' : 'unfit' };
};

const effectOf = (before: Amended, after: Amended): Effect | undefined => {
  const [was, is] = [netNow(before), netNow(after)];
  const sequence = after.original?.sequence;
  // Only the data can differ, and they are not copied.
  return sequence === undefined || was?.data === is?.data ? undefined : { was, is, sequence };
};

/**
 * What each event of a batch does to facts, in the order of the log. Every fact of the batch counts: repeats were taken
 * out before. `known` holds, by identity, what the log has said before the batch of its facts and of the targets of its
 * amendments, those that wait for one of its facts included.
 */
export const netEffects = (
  batch: readonly LogEntry[],
  known: ReadonlyMap<string, Amended>,
): readonly Counted[] => {
  const changed = new Map<string, Amended>();
  const at = (key: string): Amended => changed.get(key) ?? known.get(key) ?? unknown;

  const arrived = (recorded: RecordedFact): CountedFact => {
    const { fact, sequence } = recorded;
    const before = at(identityKey(fact));
    const after = { original: { fact, sequence }, amendments: before.amendments };
    // Only an amendment still to come would look here; nearly all facts never meet one.
    changed.set(identityKey(fact), after);
    const standings = before.amendments.map((each) => standingOf(after.original, each));
    return { kind: 'fact', recorded, effect: effectOf(before, after), standings };
  };
  const amended = (recorded: RecordedFact, amendment: Amendment): CountedFact => {
    // It may be the target of another, which does not fit it then.
    const itself = arrived(recorded);
    const key = identityKey(amendment.target);
    const before = settled(at(key));
    const after = settled({ ...before, amendments: [...before.amendments, amendment] });
    changed.set(key, after);
    const standings = [...itself.standings, standingOf(before.original, amendment)];
    return { kind: 'fact', recorded, effect: effectOf(before, after), standings };
  };

  return batch.map((entry) => {
    if (entry.kind === 'ledger') return entry;
    const { recorded } = entry;
    const amendment = amendmentIn(recorded.fact, recorded);
    return amendment === undefined ? arrived(recorded) : amended(recorded, amendment);
  });
};
