import { copyEvents } from './copy-events.ts';
import { stateOf, type LogSource, type OnProgress } from './log-source.ts';
import { LogUnfit } from './log-unfit.ts';
import { nameOf, openLog, orLost, type LogPlace, type OpenLog } from './open-log.ts';
import { showing } from './progress.ts';
import { openSource } from './stored-log.ts';
import { sameState, type LogState } from './tally.ts';

export type Move = {
  readonly source: LogSource;
  readonly target: { readonly place: LogPlace; readonly namespace: string };
  readonly signal: AbortSignal;
  /** Whether the signal is how the copying is meant to end, which is verified then too. */
  readonly isFollowed?: boolean;
  readonly say: (line: string) => void;
  /** Hears how far the copying is, beside the progress bar. */
  readonly onProgress?: OnProgress;
};

export type Moved = {
  /** What the target holds now. */
  readonly state: LogState;
  /** How many events it held before. */
  readonly heldBefore: number;
  /** False where the copying stopped before it came to anything that could be compared. */
  readonly isVerified: boolean;
};

const quiet: OnProgress = () => undefined;
// A second Ctrl-C ends the process.
const uninterrupted = new AbortController().signal;

const moveInto = async (open: OpenLog, move: Move): Promise<Moved> => {
  const { source, signal, isFollowed = false, say, onProgress = quiet } = move;
  const { place, namespace } = move.target;
  const name = nameOf(place);
  const target = openSource(open, name, { namespace });
  const held = await showing('reading the target', (progress) => stateOf(target, signal, progress));
  if (held.count > 0) say(`${name} holds ${held.count} events already.`);
  const wanted = await showing('copying', (progress) =>
    copyEvents(source, { log: open.log, namespace, name, held }, signal, (slice, count) => {
      progress(slice, count);
      onProgress(slice, count);
    }),
  );
  const moved = { heldBefore: held.count, state: wanted };
  const isCutShort = signal.aborted && !isFollowed;
  if (isCutShort || wanted.count < held.count) return { ...moved, isVerified: false };
  const found = await showing('verifying', (progress) => stateOf(target, uninterrupted, progress));
  if (sameState(found, wanted)) return { ...moved, isVerified: true };
  throw new LogUnfit(
    `${name} does not hold what was copied: ${found.count} events with digest ${found.digest} instead of ` +
      `${wanted.count} with ${wanted.digest}. Somebody else wrote to it: begin again with an empty target.`,
  );
};

/**
 * Copies a log into another, behind what that one holds already, and reads the target back: it must hold the same events
 * in the same order, byte for byte. Throws LogUnfit where the source cannot be copied, where the target holds anything
 * else, and where it does not give back what was written. What is cut off goes on when it is called again.
 */
export const moveLog = async (move: Move): Promise<Moved> => {
  await using open = await openLog(move.target.place, move.say);
  return await orLost(open, () => moveInto(open, move));
};
