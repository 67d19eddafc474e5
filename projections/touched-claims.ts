import type { Fact } from '../domain/fact/fact.ts';
import { rowKey } from './change.ts';
import type { CountedFact } from './counted.ts';
import type { KeyValue } from './table.ts';

/** What one fact says about one thing, such as a file; the fact's number tells claims apart. */
type Claim = { readonly sequence: bigint };

/** What a batch changes of all that is said about one thing. */
export type TouchedClaims<C extends Claim, Key extends readonly KeyValue[]> = {
  /** What names the thing. */
  readonly key: Key;
  /** Claims that are taken back, some of which the batch itself brought. */
  readonly gone: readonly C[];
  /** Claims that stand in the end. */
  readonly come: readonly C[];
  /** All claims after the batch, from those before it. */
  readonly appliedTo: (before: readonly C[]) => readonly C[];
};

/** The things that a batch says something about, each once, and what changes of what is said. */
export const claimsTouched = <C extends Claim, Key extends readonly KeyValue[]>(
  facts: readonly CountedFact[],
  claimIn: (fact: Fact, sequence: bigint) => { readonly key: Key; readonly claim: C } | undefined,
): readonly TouchedClaims<C, Key>[] => {
  const touched = new Map<string, { key: Key; gone: Map<bigint, C>; come: Map<bigint, C> }>();
  const entryOf = (key: Key) => {
    const text = rowKey(key);
    const entry = touched.get(text) ?? { key, gone: new Map(), come: new Map() };
    touched.set(text, entry);
    return entry;
  };
  for (const { effect } of facts) {
    if (effect === undefined) continue;
    const { was, is, sequence } = effect;
    const before = was === undefined ? undefined : claimIn(was, sequence);
    const after = is === undefined ? undefined : claimIn(is, sequence);
    if (before !== undefined) {
      const { gone, come } = entryOf(before.key);
      gone.set(sequence, before.claim);
      come.delete(sequence);
    }
    if (after !== undefined) entryOf(after.key).come.set(sequence, after.claim);
  }
  return [...touched.values()].map(({ key, gone, come }) => ({
    key,
    gone: [...gone.values()],
    come: [...come.values()],
    appliedTo: (before) => [
      ...before.filter(({ sequence }) => !gone.has(sequence)),
      ...come.values(),
    ],
  }));
};
