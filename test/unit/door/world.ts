import type { Door } from '../../../api/door/door.ts';
import { openDoor, type DoorDeps } from '../../../api/door/receive-facts.ts';
import { recentFacts, type Known } from '../../../api/door/recent-facts.ts';
import type { NewEvent, StreamAppend } from '../../../domain/event-log.ts';
import { identityKey, type Identity } from '../../../domain/fact/identity.ts';
import { namespace, recordedAt } from '../../support/facts.ts';
import { memoryLog, type MemoryLog } from './memory-log.ts';

/** What becomes of one append: it is lost on the way, or it is written and the answer is lost. */
export type Fate = 'fine' | 'lost' | 'unheard';

type WorldSettings = {
  /** Waited for at each step, so that a test decides what comes next. */
  readonly pause?: (step: string) => Promise<void>;
  readonly fateOf?: (append: StreamAppend) => Fate;
  readonly recentMax?: number;
  readonly notReady?: DoorDeps['notReady'];
};

export type World = {
  readonly door: Door;
  readonly log: MemoryLog;
  /** Facts in the log, by event. */
  readonly factEvents: () => readonly NewEvent[];
  readonly conflictEvents: () => readonly NewEvent[];
  /** Takes the log into the fact index, and then tells the door. */
  readonly project: () => Promise<void>;
  /** How many identities the door holds. */
  readonly held: () => number;
};

// The facts in this log were written by the door.
const identityOf = ({ data }: NewEvent): string => identityKey(data as Identity);

const indexOf = (log: MemoryLog, isFact: (event: NewEvent) => boolean, hashOf: HashOf) => {
  const index = new Map<string, Known>();
  return {
    known: (identity: Identity) => index.get(identityKey(identity)),
    catchUp: (): bigint => {
      for (const { event, position } of log.kept()) {
        if (!isFact(event) || index.has(identityOf(event))) continue;
        index.set(identityOf(event), { contentHash: hashOf(event), position });
      }
      return log.kept().at(-1)?.position ?? -1n;
    },
  };
};
type HashOf = (event: NewEvent) => string;
