import type { EpochMs } from '../time/instant.ts';
import type { Period } from '../time/window.ts';
import {
  isAwaited,
  monthsTouched,
  standingFor,
  type IssuedDocument,
  type Standing,
} from './standing.ts';

/** A run of all accounts that has completed, with the event up to which it read facts. */
export type ClosingRun = {
  readonly month: string;
  readonly sequence: bigint;
  readonly isWhole: boolean;
};

/** That the log says something of `from` to `to`, last at `sequence`. */
export type LateSpan = { readonly from: EpochMs; readonly to: EpochMs; readonly sequence: bigint };

const latest = (runs: readonly ClosingRun[]): bigint =>
  runs.reduce((known, { sequence }) => (sequence > known ? sequence : known), 0n);

/**
 * Up to which event a run of a month need not look for late usage: a whole run of the month before, or of a later one, has
 * done it for all months before.
 */
export const lookedThrough = (runs: readonly ClosingRun[], monthBefore: string): bigint =>
  latest(runs.filter(({ month, isWhole }) => isWhole && month >= monthBefore));

/** The run that closed a month; of several the first. */
export const closingRun = (runs: readonly ClosingRun[], month: string): ClosingRun | undefined =>
  runs.filter((run) => run.month === month).toSorted((a, b) => Number(a.sequence - b.sequence))[0];

/** The closed months of an account before one, which may have to be adjusted. One whose invoice is void and awaited is none. */
export const closedMonths = (
  issued: readonly IssuedDocument[],
  runs: readonly ClosingRun[],
  before: string,
): readonly string[] => {
  const closed = new Set([
    ...runs.map(({ month }) => month),
    ...monthsTouched(
      issued.filter(({ isVoid }) => !isVoid),
      before,
    ),
  ]);
  return [...closed].filter((month) => month < before && !isAwaited(issued, month)).sort();
};

/** Up to which event the facts of an account's month are billed, or were found to come to nothing. */
const pinOf = (
  month: string,
  standing: Standing | undefined,
  runs: readonly ClosingRun[],
): bigint => {
  const looked = runs.filter(
    (run) => run.isWhole && (standing === undefined ? run.month >= month : run.month > month),
  );
  const byRuns = latest(looked);
  const pinned = standing?.pinned ?? 0n;
  return pinned > byRuns ? pinned : byRuns;
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
  runs: readonly ClosingRun[],
  late: readonly LateSpan[],
): boolean => {
  if (isReopened(issued, month)) return true;
  const pin = pinOf(month, standingFor(issued, month), runs);
  return late.some((span) => span.sequence > pin && span.from < to && from < span.to);
};
