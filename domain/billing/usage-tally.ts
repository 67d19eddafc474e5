import {
  mayPay,
  payersBy,
  ruleAt,
  type Doing,
  type Payer,
  type Policies,
} from '../attribution/payers.ts';
import type { Decimal } from '../decimal.ts';
import { groupOf, type Fact } from '../fact/fact.ts';
import type { Metering } from '../meter/metered.ts';
import type { Meter } from '../meter/meter.ts';
import type { EpochMs } from '../time/instant.ts';
import type { Period } from '../time/window.ts';
import type { Leaf } from './leaf.ts';
import { lineTally, type LineTally } from './line-tally.ts';
import { ownerAt, type OwnerStep } from './owners.ts';
import { chargesOf, type Segment, type Terms } from './terms.ts';

/** What usage is told by: who pays, and what facts count as. */
export type TallyRules = {
  readonly policies: Policies;
  readonly metering: Metering;
  /** Every meter that a charge may name, by key. */
  readonly meters: ReadonlyMap<string, Meter>;
  /** Who owned a group from when; groups that nobody owned have no steps. */
  readonly ownersOf: (group: string) => readonly OwnerStep[];
};

/** Hears what is behind each line. */
export type Witness = (line: LineTally, leaf: Leaf) => void;

/** The charges of an account in a segment. */
export type SegmentTally = { readonly segment: Segment; readonly lines: readonly LineTally[] };

/** A level that lasted, such as a file that lay somewhere. */
export type Lasting = Period & {
  readonly meter: string;
  readonly doing: Doing;
  readonly level: Decimal;
};

/** What is behind a level, and when each part of it happened. */
export type Grounds = readonly { readonly at: EpochMs; readonly leaf: Leaf }[];

/** The usage of several accounts in one period, counted fact by fact. */
export type UsageTally = {
  /** What a fact comes to, in the order of the log, for each account that pays for it. */
  readonly count: (net: Fact, leaf: Leaf) => void;
  /** An amendment of a fact that counts, in the order of the log: it stands behind the same lines. */
  readonly prove: (net: Fact, leaf: Leaf) => void;
  /** All levels that one thing, such as a file, had in the period, and what is behind them. */
  readonly last: (levels: readonly Lasting[], grounds: Grounds) => void;
  readonly of: (account: string) => readonly SegmentTally[];
};

type AccountTally = {
  readonly period: Period;
  readonly segments: readonly (SegmentTally & {
    readonly byMeter: ReadonlyMap<string, readonly LineTally[]>;
  })[];
};

const accountTally = (terms: Terms, meters: ReadonlyMap<string, Meter>): AccountTally => ({
  period: terms.period,
  segments: terms.segments.map((segment) => {
    const lines = chargesOf(segment).map((charge) => {
      const meter = meters.get(charge.meter);
      if (meter === undefined) {
        throw new TypeError(`a price names the meter ${charge.meter}, which is unknown`);
      }
      return lineTally(charge, meter, segment, terms.period);
    });
    return { segment, lines, byMeter: Map.groupBy(lines, ({ meter }) => meter.key) };
  }),
});

const nothing: readonly LineTally[] = [];

const linesAt = ({ segments }: AccountTally, meter: string, at: EpochMs): readonly LineTally[] =>
  segments.find(({ segment }) => segment.from <= at && at < segment.to)?.byMeter.get(meter) ??
  nothing;

const overlap = (one: Period, other: Period): Period => ({
  from: Math.max(one.from, other.from),
  to: Math.min(one.to, other.to),
});

/** Cuts a level where another may pay for it: where the policy changes, or the owner of the group. */
const cut = (lasting: Lasting, { policies, ownersOf }: TallyRules): readonly Lasting[] => {
  const { from, to, doing } = lasting;
  const owners = doing.group === undefined ? [] : ownersOf(doing.group);
  const times = [...policies, ...owners]
    .map((step) => step.from)
    .filter((at) => from < at && at < to);
  if (times.length === 0) return [lasting];
  const bounds = [from, ...new Set(times.sort((a, b) => a - b)), to];
  return bounds
    .slice(0, -1)
    .map((at, index) => ({ ...lasting, from: at, to: bounds[index + 1] ?? to }));
};

const divisible: ReadonlySet<string | undefined> = new Set(['count', 'sum', 'time_weighted']);

/** Whether several can each pay a part: of a sum, not of the greatest value or of how many there are. */
const isDivisible = (meter: Meter | undefined): boolean => divisible.has(meter?.aggregation);

/** An empty tally of these accounts, all of which are rated for the same period. */
export const usageTally = (
  accounts: ReadonlyMap<string, Terms>,
  rules: TallyRules,
  witness?: Witness,
): UsageTally => {
  const { policies, metering, meters, ownersOf } = rules;
  const tallies = new Map(
    [...accounts].map(([account, terms]) => [account, accountTally(terms, meters)]),
  );
  const needsOwner = mayPay(policies, 'group_owner');

  const payersAt = (meter: string, doing: Doing, at: EpochMs): readonly Payer[] => {
    const rule = ruleAt(policies, meter, at);
    // A meter that was defined after the policy may be one whose quantity has no parts.
    const fitting = typeof rule === 'string' || isDivisible(meters.get(meter)) ? rule : 'actor';
    return payersBy(fitting, doing, (group) =>
      needsOwner ? ownerAt(ownersOf(group), at) : undefined,
    );
  };

  const eachLine = (
    net: Fact,
    then: (line: LineTally, counted: ReturnType<Metering>[number], share: Decimal) => void,
  ): void => {
    const doing = { subject: net.subject, group: groupOf(net) };
    for (const metered of metering(net)) {
      for (const { account, share } of payersAt(metered.meter, doing, net.at)) {
        const tally = tallies.get(account);
        if (tally === undefined) continue;
        for (const line of linesAt(tally, metered.meter, net.at)) then(line, metered, share);
      }
    }
  };

  const prove = (line: LineTally, leaf: Leaf): void => {
    line.prove(leaf);
    witness?.(line, leaf);
  };

  /** Has a level last in the lines of all who pay for it; says in which. */
  const lasts = (piece: Lasting): readonly LineTally[] =>
    payersAt(piece.meter, piece.doing, piece.from).flatMap(({ account, share }) =>
      (tallies.get(account)?.segments ?? []).flatMap(({ segment, byMeter }) => {
        const { from, to } = overlap(piece, segment);
        if (from >= to) return [];
        return (byMeter.get(piece.meter) ?? nothing).map((line) => {
          line.last(piece.level, BigInt(to - from), share);
          return line;
        });
      }),
    );

  return {
    count: (net, leaf) => {
      eachLine(net, (line, metered, share) => {
        line.count(metered, share, net);
        prove(line, leaf);
      });
    },
    prove: (net, leaf) => {
      eachLine(net, (line) => {
        prove(line, leaf);
      });
    },
    last: (levels, grounds) => {
      const pieces = levels.flatMap((level) => cut(level, rules));
      for (const line of new Set(pieces.flatMap(lasts))) {
        for (const { at, leaf } of grounds) if (at < line.segment.to) prove(line, leaf);
      }
    },
    of: (account) => tallies.get(account)?.segments ?? [],
  };
};
