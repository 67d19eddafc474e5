import type { Door, Receipt } from '../../../api/door/door.ts';
import { openDoor, type DoorDeps } from '../../../api/door/receive-facts.ts';
import { recentFacts, type Known } from '../../../api/door/recent-facts.ts';
import type { AppendOutcome, StreamAppend } from '../../../domain/event-log.ts';
import { identityKey } from '../../../domain/fact/identity.ts';
import { decodeRecorded } from '../../../domain/ledger/decode-recorded.ts';
import type { RecordedFact, RecordedLedgerEvent } from '../../../domain/ledger/recorded.ts';
import { namespace, recordedAt } from '../../support/facts.ts';
import { memoryLog, type Kept, type MemoryLog } from './memory-log.ts';

/** What becomes of one append: it is lost on the way, or it is written and the answer is lost. */
export type Fate = 'fine' | 'lost' | 'unheard';

type WorldSettings = {
  /** Waited for at each step, so that a test decides what comes next. */
  readonly pause?: (step: string) => Promise<void>;
  readonly fateOf?: (append: StreamAppend) => Fate;
  readonly recentMax?: number;
  readonly notReady?: DoorDeps['notReady'];
};

type Decoded<Recorded> = Omit<Recorded, 'sequence'>;

export type World = {
  readonly door: Door;
  readonly log: MemoryLog;
  readonly facts: () => readonly Decoded<RecordedFact>[];
  readonly conflicts: () => readonly Decoded<RecordedLedgerEvent>[];
  /** Takes the log into the fact index, and then tells the door. */
  readonly project: () => Promise<void>;
  /** How many identities the door holds. */
  readonly held: () => number;
};

const decoded = ({ event, stream, position }: Kept) => {
  const result = decodeRecorded(namespace, { ...event, stream, position, revision: 0n });
  if (result._tag === 'Left') throw new Error(JSON.stringify(result.left));
  return result.right;
};

const appendBy =
  (log: MemoryLog, { pause, fateOf }: Required<Pick<WorldSettings, 'pause' | 'fateOf'>>) =>
  async (append: StreamAppend): Promise<AppendOutcome> => {
    await pause('append');
    const fate = fateOf(append);
    if (fate === 'lost') throw new Error('the log is away');
    const outcome = log.append(append);
    await pause('confirm');
    if (fate === 'unheard') throw new Error('the log went away');
    return outcome;
  };

/** Where the event lies that counts for a fact; undefined for one that was refused. */
export const positionOf = (receipt: Receipt | undefined): bigint | undefined =>
  receipt === undefined || receipt.outcome === 'refused' ? undefined : receipt.position;

/** A door between a log and a fact index that lie in memory. */
export const makeWorld = (settings: WorldSettings = {}): World => {
  const { pause = async () => undefined, fateOf = () => 'fine', recentMax = 1_000 } = settings;
  const log = memoryLog();
  const recent = recentFacts();
  const index = new Map<string, Known>();
  const facts = () =>
    log
      .kept()
      .map(decoded)
      .flatMap((event) => (event.kind === 'fact' ? [event.recorded] : []));

  const door = openDoor({
    namespace,
    recent,
    recentMax,
    append: appendBy(log, { pause, fateOf }),
    notReady: settings.notReady ?? (() => undefined),
    recordedAt: () => recordedAt,
    factsOf: async (identities) => {
      const asked = new Set(identities.map(identityKey));
      return facts()
        .map(({ fact }) => fact)
        .filter((fact) => index.has(identityKey(fact)) && asked.has(identityKey(fact)));
    },
    knownFacts: async (identities) => {
      await pause('ask');
      const known = identities.map((identity) => index.get(identityKey(identity)));
      await pause('answer');
      return known;
    },
  });

  return {
    door,
    log,
    facts,
    conflicts: () =>
      log
        .kept()
        .map(decoded)
        .flatMap((event) => (event.kind === 'ledger' ? [event.recorded] : [])),
    project: async () => {
      await pause('project');
      for (const { fact, contentHash, position } of facts()) {
        const key = identityKey(fact);
        if (!index.has(key)) index.set(key, { contentHash, position });
      }
      const end = log.kept().at(-1)?.position;
      await pause('tell');
      if (end !== undefined) recent.forgetUpTo(end);
    },
    held: recent.size,
  };
};
