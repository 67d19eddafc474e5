import { byOccurrence, type Occurrence } from '../time/by-occurrence.ts';
import type { EpochMs } from '../time/instant.ts';

/** What one fact says about a file. */
export type FileClaim = Occurrence &
  (
    | {
        readonly kind: 'stored';
        readonly subject: string;
        readonly group?: string;
        readonly bytes: string;
      }
    | { readonly kind: 'attached'; readonly group: string }
    | { readonly kind: 'released' }
  );

/** All that was said about a file, in the order of the log. */
export type FileHistory = readonly FileClaim[];

/** From `at` on the account's level is `delta` bytes higher. */
export type LevelChange = {
  readonly account: string;
  readonly at: EpochMs;
  readonly delta: bigint;
};

type Stored = Extract<FileClaim, { kind: 'stored' }>;
type Interval = {
  readonly group: string | undefined;
  readonly from: EpochMs;
  readonly to: EpochMs;
};

/** A file is stored once for ever: the first store in the log counts. */
const storeOf = (history: FileHistory): Stored | undefined =>
  history.find((claim) => claim.kind === 'stored');

/** The earliest release ends the file, whoever made it; undefined while it is kept. */
const releaseOf = (history: FileHistory): FileClaim | undefined =>
  history.filter((claim) => claim.kind === 'released').sort(byOccurrence)[0];

/** The stretches of the file's life by the group it belongs to; empty ones are left out. */
const intervalsOf = (stored: Stored, history: FileHistory): readonly Interval[] => {
  const end = releaseOf(history)?.at ?? Infinity;
  const moves = history
    .filter((claim) => claim.kind === 'attached')
    .sort(byOccurrence)
    .map(({ at, group }) => ({ at: Math.max(at, stored.at), group }));
  return [{ at: stored.at, group: stored.group }, ...moves]
    .map(({ at, group }, index) => ({
      group,
      from: at,
      to: Math.min(moves[index]?.at ?? end, end),
    }))
    .filter(({ from, to }) => from < to);
};

const over = (account: string, { from, to }: Omit<Interval, 'group'>, bytes: bigint) => [
  { account, at: from, delta: bytes },
  ...(to === Infinity ? [] : [{ account, at: to, delta: -bytes }]),
];

/** How a file moves the levels of its owner and of its groups. */
export const levelChanges = (history: FileHistory): readonly LevelChange[] => {
  const stored = storeOf(history);
  if (stored === undefined) return [];
  const bytes = BigInt(stored.bytes);
  const to = releaseOf(history)?.at ?? Infinity;
  if (bytes === 0n || to <= stored.at) return [];
  return [
    ...over(stored.subject, { from: stored.at, to }, bytes),
    ...intervalsOf(stored, history).flatMap((interval) =>
      interval.group === undefined ? [] : over(`group:${interval.group}`, interval, bytes),
    ),
  ];
};

export type StorageAnomalyKind = 'stored_again' | 'released_before_stored' | 'released_unknown';
export type StorageAnomaly = Occurrence & { readonly kind: StorageAnomalyKind };

/** What is odd about a file as far as it is known: shown, never dropped in silence, and gone when the log settles it. */
export const anomaliesOf = (history: FileHistory): readonly StorageAnomaly[] => {
  const stored = storeOf(history);
  const released = releaseOf(history);
  const again = history
    .filter((claim) => claim.kind === 'stored' && claim !== stored)
    .map((claim) => anomaly('stored_again', claim));
  if (released === undefined) return again;
  if (stored === undefined) return [...again, anomaly('released_unknown', released)];
  return released.at < stored.at ? [...again, anomaly('released_before_stored', released)] : again;
};

const anomaly = (kind: StorageAnomalyKind, { at, source, id }: Occurrence): StorageAnomaly => ({
  kind,
  at,
  source,
  id,
});
