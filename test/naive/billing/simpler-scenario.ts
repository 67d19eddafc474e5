import type { BillingEntry } from './known.ts';
import type { Scenario, Step } from './scenario.ts';

// Histories with less in them, to look at one thing at a time.

export type Simplification = (scenario: Scenario) => Scenario;

const isEvent = (step: Step): boolean => step.kind === 'entry' && step.entry.kind === 'ledger';
const isFact = (step: Step): boolean => step.kind === 'entry' && step.entry.kind === 'fact';
const isMeter = (step: Step): boolean =>
  step.kind === 'entry' && step.entry.kind === 'meter-defined';

const first = (steps: readonly Step[], comesFirst: (step: Step) => boolean): readonly Step[] => [
  ...steps.filter(comesFirst),
  ...steps.filter((step) => !comesFirst(step)),
];

/** Prices, plans and policies do not change once a month was billed. */
const changesFirst: Simplification = (scenario) => ({
  ...scenario,
  steps: first(first(scenario.steps, isEvent), isMeter),
});

/** Nothing is late. */
const factsFirst: Simplification = (scenario) => ({
  ...scenario,
  steps: first(scenario.steps, (step) => isMeter(step) || isEvent(step) || isFact(step)),
});

/** Each month is run for all, to its end, and once; nothing is taken back. */
const onceEach: Simplification = (scenario) => {
  const seen = new Set<string>();
  const steps = scenario.steps.filter((step) => {
    if (step.kind === 'entry') return true;
    if (step.kind === 'void') return false;
    if (step.accounts !== undefined || step.ends !== 'completed') return false;
    const isNew = !seen.has(step.month);
    seen.add(step.month);
    return isNew;
  });
  return { ...scenario, steps };
};

const withoutFees = (entry: BillingEntry): BillingEntry => {
  if (entry.kind !== 'ledger' || entry.type !== 'PricingModelPublished') return entry;
  const { pricing } = entry.data;
  const plans = pricing.plans.map((plan) => ({
    ...plan,
    baseFee: '0',
    minimumSpend: '0',
    charges: plan.charges.map(({ key, meter, unit, freeUnits, model, maximumSpend }) => ({
      key,
      meter,
      model,
      ...(unit === undefined ? {} : { unit }),
      ...(freeUnits === undefined ? {} : { freeUnits }),
      ...(maximumSpend === undefined ? {} : { maximumSpend }),
    })),
  }));
  return { ...entry, data: { ...entry.data, pricing: { ...pricing, plans } } };
};

/** Who uses nothing owes nothing, and less than nothing is nothing. */
const onlyUsage: Simplification = (scenario) => ({
  ...scenario,
  steps: scenario.steps.map((step) =>
    step.kind === 'entry' ? { ...step, entry: withoutFees(step.entry) } : step,
  ),
});

const none: Simplification = (scenario) => scenario;

/** By name, as `--without` takes them. */
export const simplifications: Readonly<Record<string, Simplification>> = {
  none,
  'late-changes': changesFirst,
  'late-usage': factsFirst,
  repeats: onceEach,
  fees: onlyUsage,
};

/** A scenario without what is named, e.g. `fees,repeats`. */
export const without = (names: string): Simplification => {
  const all = names.split(',').map((name) => {
    const found = Object.hasOwn(simplifications, name) ? simplifications[name] : undefined;
    if (found === undefined) {
      throw new Error(`${name} is none of ${Object.keys(simplifications).join(', ')}`);
    }
    return found;
  });
  return (scenario) => all.reduce((done, simplify) => simplify(done), scenario);
};
