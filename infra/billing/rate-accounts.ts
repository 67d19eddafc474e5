import { mayPay, policiesOf } from '../../domain/attribution/payers.ts';
import type { AttributionPolicy } from '../../domain/attribution/policy.ts';
import { levelsHeld, type GroundedFact } from '../../domain/billing/level-history.ts';
import type { OwnerStep } from '../../domain/billing/owners.ts';
import { chargesOf, type Terms } from '../../domain/billing/terms.ts';
import {
  usageTally,
  type SegmentTally,
  type TallyRules,
  type UsageTally,
  type Witness,
} from '../../domain/billing/usage-tally.ts';
import { whole } from '../../domain/decimal.ts';
import { groupOf } from '../../domain/fact/fact.ts';
import { storageMeter, type Meter } from '../../domain/meter/meter.ts';
import { meteringBy, type Metering } from '../../domain/meter/metered.ts';
import type { EpochMs } from '../../domain/time/instant.ts';
import type { Period } from '../../domain/time/window.ts';
import { countedFacts, type Counting } from '../postgres/billing/counted-facts.ts';
import { groupsEverOwned, ownersOf } from '../postgres/billing/group-owners.ts';
import { storedFiles, type FoundFile } from '../postgres/billing/stored-files.ts';
import type { DatabaseConnection } from '../postgres/database.ts';

/** What is the same for all accounts of a tenant at an event of the log. */
export type RatingContext = {
  readonly tenant: string;
  /** Facts are read up to this event. */
  readonly sequence: bigint;
  readonly meters: { readonly shared: readonly Meter[]; readonly own: readonly Meter[] };
  /** Every attribution version, from 1. */
  readonly attribution: readonly AttributionPolicy[];
  /** Levels count up to here. */
  readonly until: EpochMs;
};

/** Accounts that are rated for one period, under the attribution versions up to one. */
export type RatingJob = {
  readonly period: Period;
  readonly attribution: number;
  readonly accounts: ReadonlyMap<string, Terms>;
  /** Hears what is behind each line. */
  readonly witness?: Witness;
};

/** The owners of groups, looked up as groups are met. */
type Owners = {
  readonly of: (group: string) => readonly OwnerStep[];
  readonly know: (groups: Iterable<string | undefined>) => Promise<void>;
};

const ownersKnown = (moment: DatabaseConnection, context: RatingContext): Owners => {
  const known = new Map<string, readonly OwnerStep[]>();
  return {
    of: (group) => known.get(group) ?? [],
    know: async (groups) => {
      const met = new Set(groups);
      const unknown = [...met].filter((group) => group !== undefined && !known.has(group));
      if (unknown.length === 0) return;
      const names = unknown.filter((group) => group !== undefined);
      const found = await ownersOf(moment, context, names);
      for (const group of names) known.set(group, found.get(group) ?? []);
    },
  };
};

const noOwners: Owners = { of: () => [], know: () => Promise.resolve() };

/** The meters that any charge of these accounts names. */
const chargedMeters = ({ accounts }: RatingJob, meters: readonly Meter[]): readonly Meter[] => {
  const keys = new Set(
    [...accounts.values()].flatMap(({ segments }) =>
      segments.flatMap((segment) => chargesOf(segment).map(({ meter }) => meter)),
    ),
  );
  return meters.filter(({ key }) => keys.has(key));
};

const meteringOf = ({ tenant, meters }: RatingContext, counted: readonly Meter[]): Metering => {
  const isCounted = (meter: Meter): boolean => counted.includes(meter);
  const own = meters.own.filter(isCounted).map((meter) => ({ tenant, meter }));
  return meteringBy(meters.shared.filter(isCounted), own);
};

const isLevel = ({ aggregation }: Meter): boolean => aggregation === 'time_weighted';
const typesOf = (meters: readonly Meter[]): readonly string[] => [
  ...new Set(meters.flatMap(({ types }) => types)),
];

/** Whose facts and files may be theirs to pay: their own, and those of groups. */
const sought = async (
  moment: DatabaseConnection,
  context: RatingContext,
  { accounts }: RatingJob,
  rules: TallyRules,
) => {
  const names = [...accounts.keys()];
  const users = names.filter((name) => name.startsWith('user:'));
  const own = names.flatMap((name) =>
    name.startsWith('group:') ? [name.slice('group:'.length)] : [],
  );
  const owned = mayPay(rules.policies, 'group_owner')
    ? await groupsEverOwned(moment, context, users)
    : [];
  return {
    users,
    groups: [...new Set([...own, ...owned])],
    // Where only the actor pays, a group pays for what services did in it.
    servicesOnly: !mayPay(rules.policies, 'group', 'group_owner'),
  };
};

type Sought = Awaited<ReturnType<typeof sought>>;
type Reading = {
  readonly moment: DatabaseConnection;
  readonly context: RatingContext;
  readonly period: Period;
  readonly sought: Sought;
  readonly owners: Owners;
  readonly tally: UsageTally;
};

const countFacts = async (
  { moment, context, period, sought: asked, owners, tally }: Reading,
  meters: readonly Meter[],
): Promise<void> => {
  const types = typesOf(meters);
  if (types.length === 0) return;
  for await (const facts of countedFacts(moment, { ...context, ...asked, period, types })) {
    await owners.know(facts.map(({ net }) => groupOf(net)));
    for (const { kind, net, leaf } of facts) {
      if (kind === 'fact') tally.count(net, leaf);
      else tally.prove(net, leaf);
    }
  }
};

const countFile = (
  { life: { subject, bytes, stretches }, grounds }: FoundFile,
  lasting: Period,
  tally: UsageTally,
): void => {
  const levels = stretches.flatMap(({ group, from, to }) => {
    const clipped = { from: Math.max(from, lasting.from), to: Math.min(to, lasting.to) };
    return clipped.from < clipped.to
      ? [{ meter: storageMeter, doing: { subject, group }, level: whole(bytes), ...clipped }]
      : [];
  });
  tally.last(levels, grounds);
};

const countFiles = async (
  { moment, context, sought: asked, owners, tally }: Reading,
  lasting: Period,
): Promise<void> => {
  for await (const files of storedFiles(moment, { ...context, ...asked, period: lasting })) {
    await owners.know(files.flatMap(({ life }) => life.stretches.map(({ group }) => group)));
    for (const file of files) countFile(file, lasting, tally);
  }
};

const grounded = (countings: readonly Counting[]): readonly GroundedFact[] =>
  [...Map.groupBy(countings, ({ net: { source, id } }) => `${source}\n${id}`).values()].flatMap(
    (ofFact) => {
      const first = ofFact[0];
      return first === undefined
        ? []
        : [{ net: first.net, leaves: ofFact.map(({ leaf }) => leaf) }];
    },
  );

/** A level lasts from facts of any time before: all of them are looked at. */
const countLevels = async (reading: Reading, meters: readonly Meter[], lasting: Period) => {
  const { moment, context, sought: asked, owners, tally } = reading;
  if (meters.length === 0) return;
  const period = { from: 0, to: lasting.to };
  const types = typesOf(meters);
  const found: Counting[] = [];
  for await (const chunk of countedFacts(moment, { ...context, ...asked, period, types })) {
    found.push(...chunk);
  }
  await owners.know(found.map(({ net }) => groupOf(net)));
  for (const { levels, grounds } of levelsHeld(
    grounded(found),
    meteringOf(context, meters),
    lasting,
  )) {
    tally.last(levels, grounds);
  }
};

/**
 * What accounts used in a period, by segment and charge, as it is at an event of the log: each fact is read once, whatever it
 * counts in. Ask it at one moment, within a transaction.
 */
export const rateAccounts = async (
  moment: DatabaseConnection,
  context: RatingContext,
  job: RatingJob,
): Promise<(account: string) => readonly SegmentTally[]> => {
  const { attribution, until } = context;
  const all = [...context.meters.shared, ...context.meters.own];
  const charged = chargedMeters(job, all);
  const policies = policiesOf(attribution.slice(0, job.attribution));
  const owners = mayPay(policies, 'group_owner') ? ownersKnown(moment, context) : noOwners;
  const counted = charged.filter((meter) => !isLevel(meter));
  const levels = charged.filter((meter) => isLevel(meter) && meter.key !== storageMeter);
  const rules: TallyRules = {
    policies,
    metering: meteringOf(context, counted),
    meters: new Map(all.map((meter) => [meter.key, meter])),
    ownersOf: owners.of,
  };
  const tally = usageTally(job.accounts, rules, job.witness);
  const reading: Reading = {
    moment,
    context,
    period: job.period,
    sought: await sought(moment, context, job, rules),
    owners,
    tally,
  };
  const lasting = { from: job.period.from, to: Math.min(job.period.to, until) };
  await countFacts(reading, counted);
  if (charged.some(({ key }) => key === storageMeter)) await countFiles(reading, lasting);
  await countLevels(reading, levels, lasting);
  return tally.of;
};
