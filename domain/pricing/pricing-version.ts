import * as t from 'io-ts';
import { canonicalJson } from '../canonical-json.ts';
import { closed } from '../codec/closed.ts';
import type { Fault } from '../codec/faults.ts';
import { refined } from '../codec/refined.ts';
import { shortList } from '../codec/short-list.ts';
import type { Json } from '../event-log.ts';
import { MeterKey } from '../meter/parts.ts';
import { Currency } from '../money/currency.ts';
import { faultsAt } from '../codec/faults.ts';
import { instantText, parseInstant } from '../time/instant.ts';
import { isMonthStart, isTimeZone, nearestMonthStart } from '../time/months.ts';
import { UtcText } from '../time/utc-text.ts';
import { chargesMax, PlanDefinition } from './plan-definition.ts';
import type { PricingVersion } from './pricing-model.ts';

export const plansMax = 50;
const graceDaysMax = 366;
// With its envelope it has to fit into one append of the store.
const definitionLengthMax = 262_144;

/** The name of a time zone, whose midnights cut the months. */
const TimeZone = refined(
  'TimeZone',
  { type: 'string', examples: ['Europe/Berlin'] },
  'must be the name of a time zone (IANA), such as UTC or Europe/Berlin',
  (value): value is string => typeof value === 'string' && isTimeZone(value),
);

const GraceDays = refined(
  'GraceDays',
  { type: 'integer', minimum: 0, maximum: graceDaysMax },
  `must be a whole number of days from 0 to ${graceDaysMax}`,
  (value): value is number =>
    Number.isInteger(value) && Number(value) >= 0 && Number(value) <= graceDaysMax,
);

const shape = closed(
  'PricingVersionDefinition',
  {
    currency: Currency,
    timeZone: TimeZone,
    effectiveFrom: UtcText,
    defaultPlan: MeterKey,
    graceDays: GraceDays,
    plans: shortList(PlanDefinition, plansMax),
  },
  {},
);

type Said = Readonly<Record<string, unknown>>;
const said = (value: unknown): Said => (t.UnknownRecord.is(value) ? value : {});
const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const faultsOfBeginning = ({ timeZone, effectiveFrom }: Said): readonly Fault[] => {
  const from = UtcText.decode(effectiveFrom);
  if (!TimeZone.is(timeZone) || from._tag === 'Left') return [];
  const at = parseInstant(from.right);
  if (at === undefined || isMonthStart(timeZone, at)) return [];
  const meant = instantText(nearestMonthStart(timeZone, at));
  const message = `must be the beginning of a month in ${timeZone}, such as ${meant}`;
  return [{ path: '/effectiveFrom', message }];
};

const faultsOfDefaultPlan = ({ defaultPlan, plans }: Said): readonly Fault[] =>
  MeterKey.is(defaultPlan) && !listed(plans).some((plan) => said(plan)['key'] === defaultPlan)
    ? [{ path: '/defaultPlan', message: 'is none of the plans' }]
    : [];

/** Those of a list whose key one before them has. */
const faultsOfKeys = (parts: unknown, path: string, max: number): readonly Fault[] => {
  // Of more nothing is told but that there are too many.
  if (listed(parts).length > max) return [];
  const keys = listed(parts).map((part) => said(part)['key']);
  return keys.flatMap((key, index) =>
    MeterKey.is(key) && keys.indexOf(key) < index
      ? [{ path: `${path}/${index}/key`, message: `is the key of another one: ${key}` }]
      : [],
  );
};

const faultsOfPlans = ({ plans }: Said): readonly Fault[] => [
  ...(Array.isArray(plans) && plans.length === 0
    ? [{ path: '/plans', message: 'must have at least one entry' }]
    : faultsOfKeys(plans, '/plans', plansMax)),
  ...listed(plans)
    .slice(0, plansMax)
    .flatMap((plan, index) =>
      faultsOfKeys(said(plan)['charges'], `/plans/${index}/charges`, chargesMax),
    ),
];

const faultsOfSize = (definition: Json): readonly Fault[] => {
  const { length } = canonicalJson(definition);
  return length <= definitionLengthMax
    ? []
    : [{ path: '', message: `has ${length} characters; at most ${definitionLengthMax} are taken` }];
};

const beyondShape = [faultsOfBeginning, faultsOfDefaultPlan, faultsOfPlans];

/** A version as the one text that it is compared by. */
export const versionText = (version: PricingVersion): string =>
  // It was decoded from JSON, which TypeScript does not see in a type with optional keys.
  canonicalJson(version);

/**
 * A version of a pricing model as it is published. It becomes the form that is stored: its time in UTC, its quotas a list.
 * Every fault of it is named at once; those that need to know what the tenant has are `faultsWithTenant`.
 */
export const PricingVersionDefinition = Object.assign(
  new t.Type<PricingVersion, unknown>(
    'PricingVersionDefinition',
    (value): value is PricingVersion => shape.is(value),
    (input, context) => {
      const decoded = shape.validate(input, context);
      const beyond = beyondShape.flatMap((rule) => rule(said(input)));
      if (decoded._tag === 'Left') {
        return t.failures([...decoded.left, ...faultsAt(input, context, beyond)]);
      }
      // What has decoded was parsed from JSON.
      const faults = beyond.length > 0 ? beyond : faultsOfSize(input as Json);
      if (faults.length > 0) return t.failures(faultsAt(input, context, faults));
      const { plans, ...rest } = decoded.right;
      return t.success({
        ...rest,
        plans: plans.map((plan) => ({ ...plan, quotas: plan.quotas ?? [] })),
      });
    },
    t.identity,
  ),
  { _tag: shape._tag, required: shape.required, optional: shape.optional },
);
