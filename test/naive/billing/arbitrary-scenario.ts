import * as fc from 'fast-check';
import type { Fact } from '../../../domain/fact/fact.ts';
import type { JsonObject } from '../../../domain/event-log.ts';
import type { PricingVersion } from '../../../domain/pricing/pricing-model.ts';
import { amendmentOf, anyDrawnAmendment, type DrawnAmendment } from '../arbitrary-amendments.ts';
import {
  anyMonths,
  anyPolicy,
  anyVersion,
  changesOf,
  instantsOf,
  meters,
  planKeys,
} from './arbitrary-prices.ts';
import type { BillingEntry } from './known.ts';
import { timeText } from './month.ts';
import type { Account, Scenario, Step } from './scenario.ts';
import { event, tenant } from './worked-billing.ts';

// Histories of billing: anything in any order, with times that meet.

const users = ['user:u1', 'user:u2', 'user:u3'] as const;
const groups = ['g1', 'g2'] as const;
const accounts: readonly Account[] = [...users, 'group:g1', 'group:g2'];

const plain = { noNullPrototype: true } as const;
const anyGroup = fc.constantFrom('g1', ...groups);

type Said = { readonly type: string; readonly data: JsonObject };

const said = (
  type: string,
  required: Readonly<Record<string, fc.Arbitrary<string | number>>>,
  optional: Readonly<Record<string, fc.Arbitrary<string | number>>> = {},
): fc.Arbitrary<Said> =>
  fc
    .record({ ...required, ...optional }, { ...plain, requiredKeys: Object.keys(required) })
    .map((data) => ({ type, data }));

const anyFile = fc.constantFrom('f1', 'f2', 'f3');
const anyValue = fc.constantFrom<(string | number)[]>(
  ...[1, 1, 2, 3, 0, -1, '2.5', '0.001', '10', -3, '333'],
  `1${'0'.repeat(30)}`,
  '-0.000000000000000001',
  'none',
);

const anySaid: fc.Arbitrary<Said> = fc.oneof(
  {
    weight: 6,
    arbitrary: said(
      'acme.used',
      { kind: fc.constantFrom('a', 'a', 'b', 'c') },
      { value: anyValue, group: anyGroup },
    ),
  },
  {
    weight: 4,
    arbitrary: said(
      'openmeet.file.stored',
      {
        fileId: anyFile,
        bytes: fc.constantFrom<(string | number)[]>(0, 10, 10, 1_000_000_000, '2500000000'),
      },
      { group: anyGroup },
    ),
  },
  { weight: 2, arbitrary: said('openmeet.file.attached', { fileId: anyFile, group: anyGroup }) },
  { weight: 2, arbitrary: said('openmeet.file.released', { fileId: anyFile }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom('created', 'joined', 'left', 'role_changed').chain((what) =>
      said(
        `openmeet.group.${what}`,
        { group: anyGroup },
        {
          role: fc.constantFrom('owner', 'owner', 'owner', 'admin', 'member'),
          member: fc.constantFrom<string[]>(...users, 'service:s1'),
        },
      ),
    ),
  },
);

type DrawnPolicy = typeof anyPolicy extends fc.Arbitrary<infer Policy> ? Policy : never;

/** What was drawn; numbers stand for instants, months and what came before. */
type Drawn =
  | {
      readonly kind: 'fact';
      readonly said: Said;
      readonly subject: string;
      readonly at: number;
    }
  | { readonly kind: 'again'; readonly of: number }
  | { readonly kind: 'amendment'; readonly amendment: DrawnAmendment }
  | {
      readonly kind: 'subscription';
      readonly account: Account;
      readonly plan: string | undefined;
      readonly from: number;
    }
  | {
      readonly kind: 'policy';
      readonly policy: DrawnPolicy;
    }
  | {
      readonly kind: 'run';
      readonly month: number;
      readonly accounts: readonly Account[] | undefined;
      readonly ends: 'completed' | 'cancelled' | 'dry' | 'never';
    }
  | { readonly kind: 'void'; readonly which: number };

/** Stands for the first month that has not been run yet. */
const next = 9;

const anyDrawn: fc.Arbitrary<Drawn> = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.record({
      kind: fc.constant('fact'),
      said: anySaid,
      subject: fc.constantFrom<string[]>('user:u1', 'user:u1', 'user:u2', 'service:s1'),
      at: fc.nat(100),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('again'), of: fc.nat(20) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('amendment'), amendment: anyDrawnAmendment }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('subscription'),
      account: fc.constantFrom(...accounts),
      plan: fc.option(fc.constantFrom<string[]>(...planKeys), { nil: undefined }),
      from: fc.nat(100),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('policy'), policy: anyPolicy }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('run'),
      // Mostly the first that has not been run yet.
      month: fc.constantFrom(0, 1, 2, next, next, next, next),
      accounts: fc.option(fc.subarray([...accounts], { minLength: 1 }), {
        nil: undefined,
        freq: 3,
      }),
      ends: fc.constantFrom('completed', 'completed', 'completed', 'cancelled', 'dry', 'never'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('void'), which: fc.nat(9) }) },
);

type Setting = {
  readonly starts: readonly number[];
  readonly months: readonly string[];
};

/** Of a list by any number; there is always one. */
const pick = <T>(all: readonly T[], number: number): T => {
  const [first] = all;
  const found = all[number % all.length] ?? first;
  if (found === undefined) throw new Error('there is none to pick from');
  return found;
};

const subscriptionEntry = (
  { account, plan, from: number }: Extract<Drawn, { readonly kind: 'subscription' }>,
  starts: readonly number[],
): BillingEntry => {
  const from = pick(changesOf(starts), number);
  return plan === undefined
    ? event('SubscriptionEnded', { account, from })
    : event('PlanSubscribed', { account, model: 'm', plan, from });
};

/** Versions begin one after another, the first before all months; there is room for some. */
const policyEntries = (
  policy: DrawnPolicy,
  version: number,
  starts: readonly number[],
): readonly BillingEntry[] => {
  const before = timeText((starts[0] ?? 0) - 86_400_000);
  const effectiveFrom = version === 1 ? before : changesOf(starts)[3 * version - 4];
  return effectiveFrom === undefined
    ? []
    : [event('AttributionPublished', { version, policy: { ...policy, effectiveFrom } })];
};

/** Turns what was drawn into steps, one after another, each of which may be about any before it. */
const stepsFrom = (drawn: readonly Drawn[], { starts, months }: Setting): readonly Step[] => {
  const facts: Fact[] = [];
  const instants = instantsOf(starts);
  let [policies, ran] = [0, 0];
  const isAmendment = ({ type }: Fact): boolean => type.startsWith('usage.');
  const entry = (one: BillingEntry): readonly Step[] => [{ kind: 'entry', entry: one }];
  const fact = (one: Fact): readonly Step[] => {
    facts.push(one);
    return entry({ kind: 'fact', fact: one });
  };
  const identity = (): Pick<Fact, 'source' | 'id'> => ({ source: '/a', id: `n${facts.length}` });
  const stepsOf = (one: Drawn): readonly Step[] => {
    switch (one.kind) {
      case 'fact': {
        const { said: what, subject } = one;
        return fact({ tenant, ...identity(), subject, at: pick(instants, one.at), ...what });
      }
      case 'again':
        return facts.length === 0 ? [] : entry({ kind: 'fact', fact: pick(facts, one.of) });
      case 'amendment': {
        const targets = facts.filter((target) => !isAmendment(target));
        if (targets.length === 0) return [];
        const target = pick(targets, one.amendment.of);
        return fact(amendmentOf(one.amendment, target, identity()));
      }
      case 'subscription':
        return entry(subscriptionEntry(one, starts));
      case 'policy':
        policies += 1;
        return policyEntries(one.policy, policies, starts).flatMap(entry);
      case 'run':
        if (one.month === next) ran += 1;
        return [{ ...one, month: pick(months, one.month === next ? ran - 1 : one.month) }];
      case 'void':
        return [one];
    }
  };
  return drawn.flatMap(stepsOf);
};

const published = (version: number, from: number, pricing: Omit<PricingVersion, 'effectiveFrom'>) =>
  event('PricingModelPublished', {
    model: 'm',
    version,
    pricing: { ...pricing, effectiveFrom: timeText(from) },
  });

const stepOf = (entry: BillingEntry): Step => ({ kind: 'entry', entry });

const definitions: readonly BillingEntry[] = meters.map((meter) => ({
  kind: 'meter-defined',
  tenant,
  meter,
}));

/** A scenario of five months, each of which is run in the end, the last one not before. */
export const anyScenario = ({ stepsMax = 80 } = {}): fc.Arbitrary<Scenario> =>
  fc
    .record({ when: anyMonths, currency: fc.constantFrom('USD', 'USD', 'JPY', 'KWD') })
    .chain(({ when: { timeZone, months, periods }, currency }) =>
      fc
        .record({
          first: anyVersion(timeZone, currency),
          second: fc.option(anyVersion(timeZone, currency), { nil: undefined }),
          secondFrom: fc.constantFrom(1, 2),
          secondAt: fc.nat(30),
          drawn: fc.array(anyDrawn, { maxLength: stepsMax, size: 'max' }),
        })
        .map(({ first, second, secondFrom, secondAt, drawn }) => {
          // Nothing happens in the last two months, in which all that is late is billed.
          const starts = periods.slice(0, -2).map(({ from }) => Date.parse(from));
          const [begin = 0] = starts;
          const early = begin - 40 * 86_400_000;
          const steps = stepsFrom(drawn, { starts, months: months.slice(0, -1) });
          const later =
            second === undefined ? [] : [stepOf(published(2, starts[secondFrom] ?? 0, second))];
          const prelude = [
            ...definitions,
            published(1, early, first),
            event('DefaultModelSet', { model: 'm', from: timeText(early) }),
          ].map(stepOf);
          const last = months.map((month): Step => ({
            kind: 'run',
            month,
            accounts: undefined,
            ends: 'completed',
          }));
          return {
            tenant,
            months,
            steps: [
              ...prelude,
              ...steps.slice(0, secondAt),
              ...later,
              ...steps.slice(secondAt),
              ...last,
            ],
          };
        }),
    );
