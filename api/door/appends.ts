import { contentOf, eventIdOf, identityKey } from '../../domain/fact/identity.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { sha256 } from '../../domain/hash.ts';
import { storedFact } from '../../domain/ledger/decode-recorded.ts';
import type { NewEvent } from '../../domain/event-log.ts';
import { usageStream } from '../../domain/stream-name.ts';

/** A fact with what it is recognised by. */
export type IdentifiedFact = {
  readonly fact: Fact;
  readonly key: string;
  readonly contentHash: string;
  readonly sizeBytes: number;
};

export const identified = (fact: Fact): IdentifiedFact => {
  const content = contentOf(fact);
  const key = identityKey(fact);
  return {
    fact,
    key,
    contentHash: sha256(content),
    // In JSON a quote or a backslash takes two.
    sizeBytes: Buffer.byteLength(content) + 2 * Buffer.byteLength(key),
  };
};

/** Facts that go to one stream in one append. */
export type FactAppend<F extends IdentifiedFact> = {
  readonly stream: string;
  readonly facts: readonly F[];
  readonly events: readonly NewEvent[];
};

// The store takes 1 MiB at once; names and metadata come on top of what a fact is and says.
const appendBytesMax = 768 * 1024;
const envelopeBytes = 512;

/** Groups facts by their stream, in order, into appends that the store takes. */
export const appendsOf = <F extends IdentifiedFact>(
  namespace: string,
  facts: readonly F[],
  recordedAt: string,
): readonly FactAppend<F>[] => {
  const byStream = Map.groupBy(facts, ({ fact }) => usageStream(namespace, fact));
  return [...byStream].flatMap(([stream, members]) =>
    cutBySize(members).map((part) => ({
      stream,
      facts: part,
      events: part.map(({ fact, contentHash }) =>
        storedFact(fact, eventIdOf(fact, contentHash), recordedAt),
      ),
    })),
  );
};

const cutBySize = <F extends IdentifiedFact>(facts: readonly F[]): readonly (readonly F[])[] => {
  const parts: F[][] = [[]];
  let sizeBytes = 0;
  for (const fact of facts) {
    const factBytes = fact.sizeBytes + envelopeBytes;
    if (sizeBytes > 0 && sizeBytes + factBytes > appendBytesMax) {
      parts.push([]);
      sizeBytes = 0;
    }
    parts.at(-1)?.push(fact);
    sizeBytes += factBytes;
  }
  return parts;
};
