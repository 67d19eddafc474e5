import type { Door } from '../api/door/door.ts';
import { openDoor } from '../api/door/receive-facts.ts';
import { recentFacts } from '../api/door/recent-facts.ts';
import { instantText } from '../domain/time/instant.ts';
import type { Settings } from './config/settings.ts';
import type { Stores } from './open-stores.ts';
import { orUnavailable } from './or-unavailable.ts';
import { factsOf } from './postgres/facts-of.ts';
import { knownFacts } from './postgres/known-facts.ts';
import type { ProgressWatch } from './postgres/progress.ts';

/** Where facts come in. It opens when `complete` says so, and closes while the index has less than it had. */
export const doorOver = (
  settings: Settings,
  { log, asking }: Stores,
  progress: ProgressWatch,
  complete: Promise<boolean>,
): {
  readonly door: Door;
  readonly notReady: () => string | undefined;
  readonly ready: Promise<void>;
} => {
  const recent = recentFacts();
  let isComplete = false;
  let highest = -1n;
  progress.onMove((position) => {
    recent.forgetUpTo(position);
    if (position > highest) highest = position;
  });
  const ready = complete.then((is) => {
    isComplete = is;
  });
  const notReady = (): string | undefined => {
    if (!isComplete) return 'The fact index has not yet reached the end of the log.';
    // What was forgotten because the index had it would be taken for new.
    return progress.position() < highest ? 'The fact index is being filled anew.' : undefined;
  };
  const door = openDoor({
    namespace: settings.namespace,
    recent,
    recentMax: settings.unprojectedMax,
    knownFacts: orUnavailable((identities) => knownFacts(asking.door, identities)),
    factsOf: orUnavailable((identities) => factsOf(asking.door, identities)),
    append: orUnavailable(log.append),
    notReady,
    recordedAt: () => instantText(Date.now()),
  });
  return { door, notReady, ready };
};
