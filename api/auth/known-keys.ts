import type { EpochMs } from '../../domain/time/instant.ts';
import type { KeyCaller } from './caller.ts';

type Lookup = {
  readonly startedAt: EpochMs;
  readonly found: Promise<KeyCaller | undefined>;
};

/** Keys by their hashes, from the store by way of a short memory. */
export type KnownKeys = {
  readonly find: (hash: string) => Promise<KeyCaller | undefined>;
  /** Has the next look-up of every key ask the store. */
  readonly forget: () => void;
};

/** How long a key that was revoked by another process may still be taken here. */
export const rememberedMs = 5_000;
/** How many keys are remembered. */
export const rememberedMax = 10_000;

/**
 * Remembers a key that was found for a few seconds, counted from before the store was asked. One that was not found is not
 * remembered, and an outage is no answer: it is thrown, and the next look-up asks again. What is looked up while
 * `forget` is called may have been read before; so that it is not taken for news, it is forgotten too.
 */
export const knownKeys = ({
  lookUp,
  onUse,
  now,
}: {
  readonly lookUp: (hash: string) => Promise<KeyCaller | undefined>;
  /** Told of every use; must neither throw nor take long. */
  readonly onUse: (id: string) => void;
  readonly now: () => EpochMs;
}): KnownKeys => {
  // In the order in which they were looked up, the oldest first.
  const lookups = new Map<string, Lookup>();

  const drop = (hash: string, lookup: Lookup): void => {
    if (lookups.get(hash) === lookup) lookups.delete(hash);
  };
  const ask = (hash: string): Lookup => {
    const lookup: Lookup = { startedAt: now(), found: lookUp(hash) };
    lookups.delete(hash);
    lookups.set(hash, lookup);
    const oldest = lookups.keys().next().value;
    if (lookups.size > rememberedMax && oldest !== undefined) lookups.delete(oldest);
    lookup.found.then(
      (found) => {
        if (found === undefined) drop(hash, lookup);
      },
      () => {
        drop(hash, lookup);
      },
    );
    return lookup;
  };

  return {
    find: async (hash) => {
      const known = lookups.get(hash);
      const isFresh = known !== undefined && now() - known.startedAt < rememberedMs;
      const found = await (isFresh ? known : ask(hash)).found;
      if (found !== undefined) onUse(found.id);
      return found;
    },
    forget: () => {
      lookups.clear();
    },
  };
};
