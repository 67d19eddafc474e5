import type { AppendOutcome, NewEvent, StreamAppend } from '../../domain/event-log.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import type { Identity } from '../../domain/fact/identity.ts';
import { factConflicted } from '../../domain/ledger/fact-conflicted.ts';
import { conflictsStream } from '../../domain/stream-name.ts';
import { ServiceUnavailable } from '../service-unavailable.ts';
import { misfitsAmong } from './misfits.ts';
import { appendsOf, identified, type FactAppend, type IdentifiedFact } from './appends.ts';
import type { Door, Receipt } from './door.ts';
import type { Claim, Known, RecentFacts } from './recent-facts.ts';

export type DoorDeps = {
  readonly namespace: string;
  readonly recent: RecentFacts;
  /** More identities than this ahead of the projections: facts are refused until those have caught up. */
  readonly recentMax: number;
  /** What the fact index holds under each identity, in order. */
  readonly knownFacts: (identities: readonly Identity[]) => Promise<readonly (Known | undefined)[]>;
  /** The facts that the index holds under these identities. */
  readonly factsOf: (identities: readonly Identity[]) => Promise<readonly Fact[]>;
  readonly append: (append: StreamAppend) => Promise<AppendOutcome>;
  /** Why facts cannot be taken yet; undefined when they can. */
  readonly notReady: () => string | undefined;
  readonly recordedAt: () => string;
};

type HeldFact = IdentifiedFact & { readonly claim: Claim };

const settleAll = (facts: readonly HeldFact[], position: bigint): void => {
  for (const { claim, contentHash } of facts) claim.settle?.({ contentHash, position });
};

const appendSingly = async (deps: DoorDeps, stream: string, event: NewEvent): Promise<bigint> => {
  const appended = await deps.append({ stream, events: [event] });
  if (appended.outcome === 'appended') return appended.position;
  throw new Error(`the store both knows and does not know event ${event.id} of ${stream}`);
};

/** Appends to one stream. Where the store knows a part of it from an earlier try, each fact is sent for itself. */
const appendAll = async (
  deps: DoorDeps,
  { stream, facts, events }: FactAppend<HeldFact>,
): Promise<void> => {
  const appended = await deps.append({ stream, events });
  if (appended.outcome === 'appended') {
    settleAll(facts, appended.position);
    return;
  }
  for (const [index, fact] of facts.entries()) {
    const event = events[index];
    if (event !== undefined) settleAll([fact], await appendSingly(deps, stream, event));
  }
};

/** Settles the facts that the index knows, appends the rest and says which those were. */
const record = async (
  deps: DoorDeps,
  first: readonly HeldFact[],
): Promise<ReadonlySet<HeldFact>> => {
  const known = await deps.knownFacts(first.map(({ fact }) => fact));
  const fresh = first.filter(({ claim }, index) => {
    const found = known[index];
    if (found !== undefined) claim.settle?.(found);
    return found === undefined;
  });
  const appends = appendsOf(deps.namespace, fresh, deps.recordedAt());
  // All of them are waited for, so that nothing is still under way when a failure is answered.
  const results = await Promise.allSettled(appends.map((append) => appendAll(deps, append)));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return new Set(fresh);
};

/** Keeps what was refused, once for each content, before the refusal is answered. */
const recordConflict = async (
  deps: DoorDeps,
  { fact, contentHash: refusedHash }: HeldFact,
  { contentHash }: Known,
): Promise<void> => {
  const event = factConflicted(fact, { contentHash, refusedHash }, deps.recordedAt());
  await appendSingly(deps, conflictsStream(deps.namespace, fact.tenant, fact.at), event);
};

const receiptOf = async (
  deps: DoorDeps,
  held: HeldFact,
  appended: ReadonlySet<HeldFact>,
): Promise<Receipt> => {
  const known = await held.claim.settled;
  if (known === undefined) {
    throw new ServiceUnavailable('Another request that brought the same fact did not succeed.', 1);
  }
  const { position } = known;
  if (known.contentHash !== held.contentHash) {
    await recordConflict(deps, held, known);
    return { outcome: 'conflict', position };
  }
  return { outcome: appended.has(held) ? 'accepted' : 'duplicate', position };
};

const checkRoom = ({ recent, recentMax, notReady }: DoorDeps, count: number): void => {
  const reason = notReady();
  if (reason !== undefined) throw new ServiceUnavailable(reason, 2);
  if (recent.size() + count > recentMax) {
    throw new ServiceUnavailable('The projections are too far behind to take more facts.', 1);
  }
};

/** Takes in facts of which none is refused. */
const receiveAll = async (
  deps: DoorDeps,
  received: readonly Fact[],
): Promise<readonly Receipt[]> => {
  const held = received.map(identified).map((fact) => ({
    ...fact,
    claim: deps.recent.claim(fact.key),
  }));
  const first = held.filter(({ claim }) => claim.settle !== undefined);
  try {
    const appended = await record(deps, first);
    return await Promise.all(held.map((fact) => receiptOf(deps, fact, appended)));
  } finally {
    // Those that are settled stay as they are; the others failed.
    for (const { claim } of first) claim.settle?.(undefined);
  }
};

/**
 * The door. An identity is taken in once: in this process for certain, over several doors by the feed's own rule, by
 * which the occurrence with the lowest position counts.
 */
export const openDoor = (deps: DoorDeps): Door => ({
  receive: async (received: readonly Fact[]) => {
    checkRoom(deps, received.length);
    const misfits = await misfitsAmong(received, deps.factsOf);
    if (misfits.size === 0) return receiveAll(deps, received);
    const receipts = await receiveAll(
      deps,
      received.filter((fact) => !misfits.has(fact)),
    );
    const others = receipts.values();
    return received.map((fact) => {
      const reason = misfits.get(fact);
      if (reason !== undefined) return { outcome: 'refused', reason };
      const { value } = others.next();
      if (value === undefined) throw new Error('a fact has no receipt');
      return value;
    });
  },
});
