import type { Acting } from '../auth/authenticate.ts';
import type { Deps } from '../deps.ts';
import type { Receipt } from '../door/door.ts';
import type { LinesRoom } from '../http/received-body.ts';
import { decodeLine } from './decode-line.ts';
import { rulesNow } from './fact-rules.ts';
import type { IntakeRules } from './fact-scope.ts';
import type { FactsAnswer } from './facts-answer.ts';
import type { Line } from './line-list.ts';
import { splitLines } from './split-lines.ts';
import { startTally, type Item } from './tally.ts';

type Batch = {
  readonly items: readonly Item[];
  readonly sizeBytes: number;
  readonly receipts: Promise<readonly Receipt[]>;
};
type Pending = { readonly item: Item; readonly sizeBytes: number };

/** Takes in the facts of one stream of lines, in batches, a few of which are at the door at a time. */
export type LineIntake = {
  readonly push: (chunk: Buffer) => void;
  /** The stream came to its proper end: what stands after the last line break is a line. */
  readonly end: () => void;
  /** Sends what is due: a full batch, or, while nothing is under way, whatever has arrived. */
  readonly send: () => void;
  /** Whether no more should be read for now. */
  readonly isFull: () => boolean;
  /** Settles when the oldest batch under way does; undefined where there is none. */
  readonly oldest: () => Promise<unknown> | undefined;
  /** Deals with the oldest batch; throws what the door threw. */
  readonly settle: () => Promise<void>;
  /** Waits, after a failure, until nothing is under way any more. */
  readonly abandon: () => Promise<void>;
  /** The lines up to here, counted from 1, are durable or refused by themselves. */
  readonly lastDurableLine: () => number;
  /** What became of the lines up to there. */
  readonly answer: () => FactsAnswer;
};

const pendingOf = (line: Line, rules: IntakeRules, factBytes: number): Pending => ({
  item: decodeLine(line, rules, factBytes),
  // Characters and not bytes: it is the text that is kept.
  sizeBytes: line.text?.length ?? 0,
});

/** How many of the pending facts make a batch: as many as fit into it, and one at least. */
const lengthOfBatch = (pending: readonly Pending[], facts: number, bytes: number): number => {
  let sizeBytes = 0;
  const end = pending.findIndex((line, index) => {
    sizeBytes += line.sizeBytes;
    return index >= facts || (index > 0 && sizeBytes > bytes);
  });
  return end < 0 ? pending.length : end;
};

const sizeOf = (lines: readonly { readonly sizeBytes: number }[]): number =>
  lines.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** `room` is told, at each change, how many bytes have been pushed and are not dealt with. */
export const lineIntake = (
  deps: Pick<Deps, 'door' | 'observer' | 'now' | 'limits'>,
  acting: Acting,
  room: LinesRoom,
): LineIntake => {
  const { door, limits } = deps;
  // What waits to be sent is one batch more.
  const batchBytes = limits.streamBytes / (limits.batchesInFlight + 1);
  const tally = startTally(deps.observer, limits.refusalsListed);
  const lines = splitLines(limits.factBytes);
  const underWay: Batch[] = [];
  let pending: Pending[] = [];
  let pendingBytes = 0;
  let lastDurableLine = 0;

  const take = (arrived: readonly Line[]): void => {
    const rules = rulesNow(deps, acting);
    const added = arrived.map((line) => pendingOf(line, rules, limits.factBytes));
    pending.push(...added);
    pendingBytes += sizeOf(added);
    noteHeld();
  };
  const noteHeld = (): void => {
    room.note(pendingBytes + sizeOf(underWay));
  };
  const sendBatch = (): void => {
    const length = lengthOfBatch(pending, limits.factsInBatch, batchBytes);
    const batch = pending.slice(0, length);
    const items = batch.map(({ item }) => item);
    const sizeBytes = sizeOf(batch);
    pending = pending.slice(length);
    pendingBytes -= sizeBytes;
    const facts = items.flatMap((item) => ('fact' in item ? [item.fact] : []));
    const receipts = facts.length > 0 ? door.receive(facts) : Promise.resolve([]);
    // Whoever awaits it is told of a failure; before that it must not count as unhandled.
    receipts.catch(() => undefined);
    underWay.push({ items, sizeBytes, receipts });
  };
  const hasBatch = (): boolean =>
    pending.length >= limits.factsInBatch || pendingBytes >= batchBytes;
  const isDue = (): boolean =>
    underWay.length === 0
      ? pending.length > 0
      : hasBatch() && underWay.length < limits.batchesInFlight;

  return {
    push: (chunk) => {
      take(lines.push(chunk));
    },
    end: () => {
      take(lines.end());
    },
    send: () => {
      while (isDue()) sendBatch();
    },
    // With nothing under way it reads on, however crowded it is: nothing would wake it.
    isFull: () =>
      (hasBatch() && underWay.length >= limits.batchesInFlight) ||
      (underWay.length > 0 && room.isCrowded()),
    oldest: () => underWay[0]?.receipts,
    settle: async () => {
      const [batch] = underWay;
      if (batch === undefined) return;
      tally.add(batch.items, await batch.receipts);
      underWay.shift();
      lastDurableLine = (batch.items.at(-1)?.index ?? -1) + 1;
      noteHeld();
    },
    abandon: async () => {
      await Promise.allSettled(underWay.map(({ receipts }) => receipts));
    },
    lastDurableLine: () => lastDurableLine,
    answer: tally.answer,
  };
};
