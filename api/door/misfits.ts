import { amendmentIn, misfitOf, type Amendment } from '../../domain/fact/amendment.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { identityKey, type Identity } from '../../domain/fact/identity.ts';

// Where an amendment stands in the log says nothing of whether it fits.
const notPlaced = { sequence: 0n, recordedAt: '' };

/**
 * The amendments that do not fit the facts they name, with the reason. One whose target is not known yet, or only just,
 * is let in: the read models show what becomes of it.
 */
export const misfitsAmong = async (
  facts: readonly Fact[],
  factsOf: (identities: readonly Identity[]) => Promise<readonly Fact[]>,
): Promise<ReadonlyMap<Fact, string>> => {
  const amendments = facts
    .map((fact): readonly [Fact, Amendment | undefined] => [fact, amendmentIn(fact, notPlaced)])
    .filter((pair): pair is readonly [Fact, Amendment] => pair[1] !== undefined);
  if (amendments.length === 0) return new Map();
  const found = await factsOf(amendments.map(([, { target }]) => target));
  const targets = new Map(found.map((fact) => [identityKey(fact), fact]));
  return new Map(
    amendments.flatMap(([fact, amendment]) => {
      const target = targets.get(identityKey(amendment.target));
      const reason = target === undefined ? undefined : misfitOf(target, amendment);
      return reason === undefined ? [] : [[fact, reason] as const];
    }),
  );
};
