import type { EpochMs } from '../time/instant.ts';
import type { Period } from '../time/window.ts';
import {
  isAwaited,
  monthsTouched,
  standingFor,
  type IssuedDocument,
  type Standing,
} from './standing.ts';

/** A run that was asked for before, and what has become of it. */
export type PastRun = {
  readonly month: string;
  /** That of its request: it read facts up to there. */
  readonly sequence: bigint;
  /** The event by which it had completed for all accounts there are; undefined where it closed no month. */
  readonly closedAt: bigint | undefined;
  /** Whether it looked at everything: no account failed, none had an invoice of the month before. */
  readonly isWhole: boolean;
};

/** That the log says something of `from` to `to`, last at `sequence`. */
export type LateSpan = { readonly from: EpochMs; readonly to: EpochMs; readonly sequence: bigint };

const latest = (runs: readonly PastRun[]): bigint =>
  runs.reduce((known, { sequence }) => (sequence > known ? sequence : known), 0n);

const isClosedBy = (runs: readonly PastRun[], month: string, sequence: bigint): boolean =>
  runs.some((run) => run.month === month && run.closedAt !== undefined && run.closedAt <= sequence);

/**
 * Up to which event every account's month was looked at that no document bills: by whole runs of the month itself, and of
 * later ones that found it closed. One that was asked for before left it alone.
 */
const lookedAt = (runs: readonly PastRun[], month: string): bigint =>
  latest(
    runs.filter(
      (run) =>
        run.isWhole &&
        (run.month === month || (run.month > month && isClosedBy(runs, month, run.sequence))),
    ),
  );

/** Up to which event a month that documents bill was looked at beyond what they are pinned to. */
const lookedAgain = (runs: readonly PastRun[], month: string): bigint =>
  latest(runs.filter((run) => run.isWhole && run.month > month));

/**
 * Up to which event a run of a month need not look for late usage of any month before; undefined where none of them can be
 * closed. A month that no run has closed may be billed for some accounts.
 */
export const lookedThrough = (runs: readonly PastRun[], before: string): bigint | undefined => {
  const months = new Set(runs.map(({ month }) => month).filter((month) => month < before));
  const ends = [...months].map((month) =>
    runs.some((run) => run.month === month && run.closedAt !== undefined)
      ? lookedAt(runs, month)
      : lookedAgain(runs, month),
  );
  return ends.length === 0 ? undefined : ends.reduce((one, other) => (other < one ? other : one));
};

/** The run that closed a month; of several the first. */
export const closingRun = (runs: readonly PastRun[], month: string): PastRun | undefined =>
  runs
    .filter((run) => run.month === month && run.closedAt !== undefined)
    .toSorted((a, b) => Number(a.sequence - b.sequence))[0];

/** The closed months of an account before one, which may have to be adjusted. One whose invoice is void and awaited is none. */
export const closedMonths = (
  issued: readonly IssuedDocument[],
  runs: readonly PastRun[],
  before: string,
): readonly string[] => {
  const closed = new Set([
    ...runs.filter(({ closedAt }) => closedAt !== undefined).map(({ month }) => month),
    ...monthsTouched(
      issued.filter(({ isVoid }) => !isVoid),
      before,
    ),
  ]);
  return [...closed].filter((month) => month < before && !isAwaited(issued, month)).sort();
};

/** Up to which event the facts of an account's month are billed, or were found to come to nothing. */
const pinOf = (month: string, standing: Standing | undefined, runs: readonly PastRun[]): bigint => {
  if (standing === undefined) return lookedAt(runs, month);
  const again = lookedAgain(runs, month);
  return standing.pinned > again ? standing.pinned : again;
};

/** Whether a void document adjusted the month: what it took in is open again. */
const isReopened = (issued: readonly IssuedDocument[], month: string): boolean =>
  issued.some(
    ({ document, isVoid }) =>
      isVoid && document.adjustments.some(({ period }) => period.month === month),
  );

/** Whether a closed month may come to something else than what stands for it. */
export const isDirty = (
  { month, from, to }: Period & { readonly month: string },
  issued: readonly IssuedDocument[],
  runs: readonly PastRun[],
  late: readonly LateSpan[],
): boolean => {
  if (isReopened(issued, month)) return true;
  const pin = pinOf(month, standingFor(issued, month), runs);
  return late.some((span) => span.sequence > pin && span.from < to && from < span.to);
};
