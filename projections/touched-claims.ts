import type { Fact } from '../domain/fact/fact.ts';
import { rowKey } from './change.ts';
import type { CountedFact } from './counted.ts';
import type { KeyValue } from './table.ts';

/** What one fact says about one thing, such as a file; the fact's number tells claims apart. */
type Claim = { readonly sequence: bigint };

/** What a fact says about a thing since some event: itself, or an amendment of it. */
export type ClaimVersion<C extends Claim> = {
  /** The fact's number. */
  readonly sequence: bigint;
  /** That event's number. */
  readonly since: bigint;
  /** Undefined where the fact was voided, or corrected to say it of another thing. */
  readonly claim: C | undefined;
};

/** The kind of a row that holds no claim. */
export const goneKind = 'gone';

/** What a batch adds to all that was ever said about one thing. */
type TouchedClaims<C extends Claim, Key extends readonly KeyValue[]> = {
  /** What names the thing. */
  readonly key: Key;
  /** One for each event that made one, so that it does not show how the log was cut into batches. */
  readonly come: readonly ClaimVersion<C>[];
};

/** The things that a batch says something about, each once. */
export const claimsTouched = <C extends Claim, Key extends readonly KeyValue[]>(
  facts: readonly CountedFact[],
  claimIn: (fact: Fact, sequence: bigint) => { readonly key: Key; readonly claim: C } | undefined,
): readonly TouchedClaims<C, Key>[] => {
  const touched = new Map<string, { readonly key: Key; readonly come: ClaimVersion<C>[] }>();
  for (const { effect, recorded } of facts) {
    if (effect === undefined) continue;
    const { was, is, sequence } = effect;
    const before = was === undefined ? undefined : claimIn(was, sequence);
    const after = is === undefined ? undefined : claimIn(is, sequence);
    // What it says now comes last: mostly of the same thing, which its former claim is then no longer gone from.
    const said = new Map<string, { readonly key: Key; readonly claim?: C }>();
    if (before !== undefined) said.set(rowKey(before.key), { key: before.key });
    if (after !== undefined) said.set(rowKey(after.key), after);
    for (const [text, { key, claim }] of said) {
      const entry = touched.get(text) ?? { key, come: [] };
      entry.come.push({ sequence, since: recorded.sequence, claim });
      touched.set(text, entry);
    }
  }
  return [...touched.values()];
};

/** The claims that stand by these versions, in any order: that of the latest version of each fact. */
export const claimsStanding = <C extends Claim>(
  versions: readonly ClaimVersion<C>[],
): readonly C[] => {
  const latest = new Map<bigint, ClaimVersion<C>>();
  for (const version of versions) {
    const known = latest.get(version.sequence);
    if (known === undefined || known.since < version.since) latest.set(version.sequence, version);
  }
  return [...latest.values()].flatMap(({ claim }) => (claim === undefined ? [] : [claim]));
};
