import { isLeft } from 'fp-ts/lib/Either.js';
import { appendsOf, identified } from '../../api/door/appends.ts';
import { repeatedHistory, tenant, batchesOf } from '../../bench/facts/repeated-history.ts';
import type { AppendAtRevision, EventLog, NewEvent } from '../../domain/event-log.ts';
import { decodeFact } from '../../domain/fact/decode-fact.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { factConflicted } from '../../domain/ledger/fact-conflicted.ts';
import { conflictsStream } from '../../domain/stream-name.ts';
import { instantText } from '../../domain/time/instant.ts';

export const namespace = 'ledger';

const communities = 40;

const factOf = (event: unknown): Fact => {
  const rules = { tenant, earliest: 0, latest: Number.MAX_SAFE_INTEGER };
  const decoded = decodeFact(event, rules);
  if (isLeft(decoded)) throw new Error(`not a fact: ${JSON.stringify(decoded.left)}`);
  return decoded.right;
};

/** Facts of many communities that live side by side, as one log would have them. */
const mixed = async (count: number): Promise<readonly Fact[]> => {
  const facts = (await repeatedHistory(count)).map(factOf);
  const each = Math.ceil(facts.length / communities);
  const order = Array.from({ length: each }, (_, n) =>
    Array.from({ length: communities }, (__, community) => facts[community * each + n]),
  );
  return order.flat().filter((fact) => fact !== undefined);
};

/** Every hundredth fact of a batch comes with a rival of another content. */
const withRivals = (batch: readonly Fact[]): readonly Fact[] =>
  batch.flatMap((fact, n) =>
    n % 100 === 7 ? [fact, { ...fact, type: 'openmeet.rival', data: { rival: fact.id } }] : [fact],
  );

const conflictOf = (fact: Fact, recordedAt: string): { stream: string; event: NewEvent } => ({
  stream: conflictsStream(namespace, fact.tenant, fact.at),
  event: factConflicted(
    { ...fact, data: { refused: fact.id } },
    { contentHash: identified(fact).contentHash, refusedHash: identified(fact).key },
    recordedAt,
  ),
});

/**
 * Writes so many facts of a real history into a log, with rivals, conflicts on record and events that are in it twice, in
 * groups as the service appends them. Gives how many events and appends it came to.
 */
export const writeMixedHistory = async (
  log: Pick<EventLog, 'appendAt'>,
  count: number,
): Promise<{ readonly events: number; readonly appends: number }> => {
  const heads = new Map<string, bigint>();
  const total = { events: 0, appends: 0 };
  const placed = (stream: string, events: readonly NewEvent[]): AppendAtRevision => {
    const after = heads.get(stream) ?? -1n;
    heads.set(stream, after + BigInt(events.length));
    total.events += events.length;
    total.appends += 1;
    return { stream, after, events };
  };
  for (const batch of batchesOf(await mixed(count))) {
    const recordedAt = instantText(Date.now());
    const appends = appendsOf(namespace, withRivals(batch).map(identified), recordedAt);
    // What two doors let in twice: the last event of some streams again, behind others.
    const again = appends.filter((_, n) => n % 4 === 0);
    const conflict = batch[0] === undefined ? [] : [conflictOf(batch[0], recordedAt)];
    const all = [
      ...appends.map(({ stream, events }) => placed(stream, events)),
      ...again.map(({ stream, events }) => placed(stream, events.slice(-1))),
      ...conflict.map(({ stream, event }) => placed(stream, [event])),
    ];
    for (const append of all) {
      const { outcome } = await log.appendAt(append);
      if (outcome !== 'appended') throw new Error(outcome);
    }
  }
  return total;
};
