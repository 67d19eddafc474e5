import type { EventLog, NewEvent } from '../../../domain/event-log.ts';
import type { Fact } from '../../../domain/fact/fact.ts';
import { contentHashOf, eventIdOf } from '../../../domain/fact/identity.ts';
import { storedFact } from '../../../domain/ledger/decode-recorded.ts';
import { factConflicted } from '../../../domain/ledger/fact-conflicted.ts';
import { conflictsStream, usageStream } from '../../../domain/stream-name.ts';
import { madeFact, recordedAt } from '../../support/facts.ts';

type Placed = { readonly stream: string; readonly event: NewEvent };

/** Numbers from 0 up to `below`, the same for the same seed. */
const numbers = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
};

const placedFact = (namespace: string, fact: Fact): Placed => ({
  stream: usageStream(namespace, fact),
  event: storedFact(fact, eventIdOf(fact, contentHashOf(fact)), recordedAt),
});

const placedConflict = (namespace: string, refused: Fact, counting: Fact): Placed => {
  const hashes = { contentHash: contentHashOf(counting), refusedHash: contentHashOf(refused) };
  return {
    stream: conflictsStream(namespace, refused.tenant, refused.at),
    event: factConflicted(refused, hashes, recordedAt),
  };
};

/**
 * A log as a bad year would leave it: facts of several members mixed, and among them events that slipped in twice, at
 * once and later, identities with two contents, and conflicts on record.
 */
const variedEvents = (namespace: string, count: number): readonly Placed[] => {
  const below = numbers(count);
  const placed: Placed[] = [];
  const facts: Fact[] = [];
  while (placed.length < count) {
    const n = facts.length;
    const known = facts[below(n)];
    const kind = known === undefined ? 9 : below(10);
    if (known !== undefined && kind === 0) placed.push(placedFact(namespace, known));
    else if (known !== undefined && kind === 1) {
      const rival = { ...known, data: { fileId: `rival${n}` } };
      placed.push(placedFact(namespace, rival), placedConflict(namespace, rival, known));
    } else {
      const fact = madeFact({
        id: `f${n}`,
        subject: `user:u${below(7)}`,
        at: Date.UTC(2026, below(3), 15),
        data: { fileId: `ü${n}`, group: 'g1' },
      });
      facts.push(fact);
      placed.push(placedFact(namespace, fact));
      if (kind === 2) placed.push(placedFact(namespace, fact));
    }
  }
  return placed.slice(0, count);
};

/** Writes such a log into a store, or its first events only: one append for events of one stream that follow one another. */
export const writeVariedLog = async (
  log: Pick<EventLog, 'appendAt'>,
  namespace: string,
  count: number,
  upTo = count,
): Promise<void> => {
  const heads = new Map<string, bigint>();
  const placed = variedEvents(namespace, count).slice(0, upTo);
  for (let at = 0; at < placed.length;) {
    const stream = placed[at]?.stream ?? '';
    let end = at;
    while (placed[end]?.stream === stream) end += 1;
    const events = placed.slice(at, end).map(({ event }) => event);
    const after = heads.get(stream) ?? -1n;
    const answer = await log.appendAt({ stream, after, events });
    if (answer.outcome !== 'appended') throw new Error(answer.outcome);
    heads.set(stream, after + BigInt(events.length));
    at = end;
  }
};
