import type { AttributionPolicy } from '../../../domain/attribution/policy.ts';
import { textIn } from '../../support/facts.ts';
import type { Fact } from '../../../domain/fact/fact.ts';
import { filesOf, type File } from '../files.ts';
import { wholeOf } from '../fixed-point.ts';
import type { Meter } from '../meter.ts';
import type { Counted } from '../quantity.ts';
import { countedBy, groupIn } from '../usage.ts';
import { fraction, isAboveZero, multiply, sum, zero, type Fraction } from './fraction.ts';
import type { Known } from './known.ts';
import { claimsIn } from './owner.ts';
import { payersOf, startOf } from './payers.ts';
import { cutAt, lengthMs, type Window } from './window.ts';

// Rules 15 and 21, of what lasts.

/** Something that somebody keeps somewhere for a time. */
type Level = {
  readonly subject: string;
  readonly life: Window;
  readonly groupAt: (t: number) => string | null;
  readonly valueAt: (t: number) => Fraction;
  /** When it may become another, or another's. */
  readonly changes: readonly number[];
  /** The facts behind it, given the stretches in which it is paid. */
  readonly factsBehind: (paid: readonly Window[], end: number) => readonly Fact[];
};

/** Who it is, by which versions of the policy, and what is known. */
export type Payer = {
  readonly known: Known;
  readonly policies: readonly AttributionPolicy[];
  readonly account: string;
};

/** What a payer uses, and the facts behind it. */
export type PaidLevel = { readonly levelMs: Fraction; readonly facts: readonly Fact[] };

const levelOfFile = ({ store, attaches, release }: File): readonly Level[] => {
  if (store === undefined) return [];
  const said = [...attaches, ...(release === undefined ? [] : [release])];
  return [
    {
      subject: store.subject,
      life: { from: store.at, to: release?.at ?? Infinity },
      groupAt: (t) => {
        const last = attaches.findLast(({ at }) => at <= t) ?? store;
        return textIn(last, 'group') ?? null;
      },
      valueAt: () => fraction(wholeOf(store.data['bytes'])),
      changes: attaches.map(({ at }) => at),
      factsBehind: (_, end) => [store, ...said.filter(({ at }) => at < end)],
    },
  ];
};

const scale = 10n ** 18n;

/** The level that facts of one subject, group and dimensions set, in order of occurrence. */
const levelOfSeries = (series: readonly Counted[]): readonly Level[] => {
  const [first] = series;
  if (first === undefined) return [];
  const inForce = (t: number): Counted | undefined => series.findLast(({ fact }) => fact.at <= t);
  return [
    {
      subject: first.fact.subject,
      life: { from: first.fact.at, to: Infinity },
      groupAt: () => groupIn(first.fact),
      valueAt: (t) => {
        const weight = inForce(t)?.weight ?? 0n;
        if (typeof weight !== 'bigint') throw new Error('a level is a decimal');
        return fraction(weight, scale);
      },
      changes: series.map(({ fact }) => fact.at),
      factsBehind: (paid) =>
        series
          .filter((one) => paid.some(({ from }) => inForce(from) === one))
          .map(({ fact }) => fact),
    },
  ];
};

const levelsOf = (known: Known, meter: Meter | 'storage'): readonly Level[] =>
  meter === 'storage'
    ? filesOf(known.net).flatMap(levelOfFile)
    : [...Map.groupBy(countedBy(meter, known.net), ({ series }) => series).values()].flatMap(
        levelOfSeries,
      );

/** What an account pays of one level in a window: cut where anything may change, piece by piece. */
const paidOf = (
  { known, policies, account }: Payer,
  level: Level,
  meter: string,
  window: Window,
) => {
  const alive = {
    from: Math.max(level.life.from, window.from),
    to: Math.min(level.life.to, window.to),
  };
  const others = [...claimsIn(known).map(({ at }) => at), ...policies.map(startOf)];
  return cutAt(alive, [...level.changes, ...others]).flatMap((piece) => {
    const at = piece.from;
    const deed = { subject: level.subject, group: level.groupAt(at), at };
    const share = payersOf(known, policies, meter, deed).get(account) ?? zero;
    if (!isAboveZero(share)) return [];
    const levelMs = multiply(level.valueAt(at), fraction(BigInt(lengthMs(piece))));
    return [{ piece, levelMs: multiply(levelMs, share) }];
  });
};

/** What an account pays of what lasts in a window, levels being counted up to `until`. */
export const paidLevels = (
  payer: Payer,
  meter: { readonly key: string; readonly of: Meter | 'storage' },
  { from, to, until }: Window & { readonly until: number },
): PaidLevel => {
  const counted = { from, to: Math.min(to, until) };
  const all = levelsOf(payer.known, meter.of).map((level) => {
    const paid = paidOf(payer, level, meter.key, counted);
    const pieces = paid.map(({ piece }) => piece);
    return {
      levelMs: sum(paid.map(({ levelMs }) => levelMs)),
      facts: pieces.length === 0 ? [] : level.factsBehind(pieces, to),
    };
  });
  return {
    levelMs: sum(all.map(({ levelMs }) => levelMs)),
    facts: all.flatMap(({ facts }) => facts),
  };
};
