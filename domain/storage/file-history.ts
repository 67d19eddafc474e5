import { byOccurrence, type Occurrence } from '../time/by-occurrence.ts';
import type { EpochMs } from '../time/instant.ts';

/** What one fact says about a file. */
export type FileClaim = Occurrence & {
  /** The fact's number in the log. */
  readonly sequence: bigint;
} & (
    | {
        readonly kind: 'stored';
        readonly subject: string;
        readonly group: string | undefined;
        readonly bytes: bigint;
      }
    | { readonly kind: 'attached'; readonly group: string }
    | { readonly kind: 'released' }
  );

/** All that is said about a file, in any order. */
export type FileHistory = readonly FileClaim[];

/** From `at` on the account's level is `delta` bytes higher. */
export type LevelChange = {
  readonly account: string;
  readonly at: EpochMs;
  readonly delta: bigint;
};

type ClaimOf<Kind extends FileClaim['kind']> = Extract<FileClaim, { readonly kind: Kind }>;
type Stored = ClaimOf<'stored'>;
/** How long a file belonged to a group, or to none. */
export type Interval = {
  readonly group: string | undefined;
  readonly from: EpochMs;
  readonly to: EpochMs;
};

const claimsOf = <Kind extends FileClaim['kind']>(
  history: FileHistory,
  kind: Kind,
): readonly ClaimOf<Kind>[] =>
  history.filter((claim): claim is ClaimOf<Kind> => claim.kind === kind);

/** The claim that comes first by an order; undefined where there is none. */
const first = <C extends FileClaim>(
  claims: readonly C[],
  isBefore: (one: C, other: C) => boolean,
): C | undefined =>
  claims.reduce<C | undefined>(
    (known, claim) => (known === undefined || isBefore(claim, known) ? claim : known),
    undefined,
  );

const isEarlier = (one: FileClaim, other: FileClaim): boolean => byOccurrence(one, other) < 0;

/** A file is stored once for ever: the first store in the log counts. */
const storeOf = (history: FileHistory): Stored | undefined =>
  first(claimsOf(history, 'stored'), (one, other) => one.sequence < other.sequence);

/** The earliest release ends the file, whoever made it; undefined while it is kept. */
const releaseOf = (history: FileHistory): ClaimOf<'released'> | undefined =>
  first(claimsOf(history, 'released'), isEarlier);

/** The stretches of the file's life by the group it belongs to; empty ones are left out. */
const intervalsOf = (stored: Stored, end: EpochMs, history: FileHistory): readonly Interval[] => {
  const moves = claimsOf(history, 'attached')
    .toSorted(byOccurrence)
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
  const to = releaseOf(history)?.at ?? Infinity;
  if (stored.bytes === 0n || to <= stored.at) return [];
  return [
    ...over(stored.subject, { from: stored.at, to }, stored.bytes),
    ...intervalsOf(stored, to, history).flatMap((interval) =>
      interval.group === undefined ? [] : over(`group:${interval.group}`, interval, stored.bytes),
    ),
  ];
};

/** The life of a file: whose it was, in which groups one after another, and the claims that say so. */
export type FileLife = {
  readonly subject: string;
  readonly bytes: bigint;
  /** None where it was released before it was stored. The last may go on for ever (`Infinity`). */
  readonly stretches: readonly Interval[];
  /** Its store, its attaches, and the release that ended it. */
  readonly claims: readonly FileClaim[];
};

/** The life of a file; undefined for one that was never stored. */
export const lifeOf = (history: FileHistory): FileLife | undefined => {
  const stored = storeOf(history);
  if (stored === undefined) return undefined;
  const released = releaseOf(history);
  return {
    subject: stored.subject,
    bytes: stored.bytes,
    stretches: intervalsOf(stored, released?.at ?? Infinity, history),
    claims: [
      stored,
      ...claimsOf(history, 'attached'),
      ...(released === undefined ? [] : [released]),
    ],
  };
};

export type StorageAnomalyKind =
  'stored_again' | 'released_before_stored' | 'released_unknown' | 'attached_unknown';
export type StorageAnomaly = Occurrence & { readonly kind: StorageAnomalyKind };

/** What is odd about a file as far as it is known: shown, never dropped in silence, and gone when the log settles it. */
export const anomaliesOf = (history: FileHistory): readonly StorageAnomaly[] => {
  const stored = storeOf(history);
  const released = releaseOf(history);
  if (stored === undefined) {
    const attached = first(claimsOf(history, 'attached'), isEarlier);
    return [
      ...(released === undefined ? [] : [anomaly('released_unknown', released)]),
      ...(attached === undefined ? [] : [anomaly('attached_unknown', attached)]),
    ];
  }
  return [
    ...claimsOf(history, 'stored')
      .filter((claim) => claim !== stored)
      .map((claim) => anomaly('stored_again', claim)),
    ...(released !== undefined && released.at < stored.at
      ? [anomaly('released_before_stored', released)]
      : []),
  ];
};

const anomaly = (kind: StorageAnomalyKind, { at, source, id }: Occurrence): StorageAnomaly => ({
  kind,
  at,
  source,
  id,
});
