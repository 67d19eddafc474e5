/** What the log holds, or will, under an identity. */
export type Known = { readonly contentHash: string; readonly position: bigint };

type Entry = { known: Known | undefined; readonly settled: Promise<Known | undefined> };

/** A hold on an identity. */
export type Claim = {
  /** What became of it; undefined where its holder failed, so that nothing is known. */
  readonly settled: Promise<Known | undefined>;
  /** For the first to bring it, who must call it: says what became of the identity. Only the first call counts. */
  readonly settle: ((known: Known | undefined) => void) | undefined;
};

export type RecentFacts = {
  /** How many identities are held. */
  readonly size: () => number;
  /**
   * Takes an identity for the caller where nobody holds it. Must be asked before the fact index is: an identity leaves
   * here only when the index has it.
   */
  readonly claim: (key: string) => Claim;
  /** Forgets what the fact index holds by now: everything up to `position`. */
  readonly forgetUpTo: (position: bigint) => void;
};

/**
 * The identities in flight and those that lie in the log but not yet in the fact index: together with the index, all that
 * are known. It is as large as the projections are behind.
 */
export const recentFacts = (): RecentFacts => {
  // In the order in which identities came, which is nearly that of their positions.
  const entries = new Map<string, Entry>();
  let forgotten = -1n;

  const claimed = (key: string): Claim => {
    const { promise, resolve } = Promise.withResolvers<Known | undefined>();
    const entry: Entry = { known: undefined, settled: promise };
    let settled = false;
    entries.set(key, entry);
    const settle = (known: Known | undefined): void => {
      if (settled) return;
      settled = true;
      entry.known = known;
      // What was found in the index, or reached it meanwhile, needs no second place.
      if (known === undefined || known.position <= forgotten) entries.delete(key);
      resolve(known);
    };
    return { settled: promise, settle };
  };

  return {
    size: () => entries.size,
    claim: (key) => {
      const held = entries.get(key);
      return held === undefined ? claimed(key) : { settled: held.settled, settle: undefined };
    },
    forgetUpTo: (position) => {
      forgotten = position;
      for (const [key, { known }] of entries) {
        // What lies behind one that is not in yet waits with it: a little memory for no search.
        if (known === undefined || known.position > position) return;
        entries.delete(key);
      }
    },
  };
};
