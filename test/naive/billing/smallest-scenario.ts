import type { Scenario, Step } from './scenario.ts';

type Differs = (scenario: Scenario) => Promise<boolean>;

/** Prices name the meters, and versions of a policy count from 1, so that these have to stay. */
const isNeeded = (step: Step): boolean =>
  step.kind === 'entry' &&
  (step.entry.kind === 'meter-defined' ||
    (step.entry.kind === 'ledger' && step.entry.type === 'AttributionPublished'));

/** Leaves out so many steps at a time, from the end, wherever it still differs. */
const withoutSome = async (
  scenario: Scenario,
  differs: Differs,
  atOnce: number,
): Promise<Scenario> => {
  let steps: readonly Step[] = scenario.steps;
  for (let to = steps.length; to > 0; to -= atOnce) {
    const from = Math.max(0, to - atOnce);
    const fewer = steps.filter((step, index) => index < from || to <= index || isNeeded(step));
    if (await differs({ ...scenario, steps: fewer })) steps = fewer;
  }
  return { ...scenario, steps };
};

/**
 * A history that differs, with as few steps as it needs to: large pieces are left out first, which takes far fewer tries
 * than to shrink what each step was made from.
 */
export const smallestScenario = async (scenario: Scenario, differs: Differs): Promise<Scenario> => {
  let smallest = scenario;
  for (let atOnce = Math.ceil(scenario.steps.length / 2); atOnce > 1; atOnce >>= 1) {
    smallest = await withoutSome(smallest, differs, atOnce);
  }
  for (;;) {
    const fewer = await withoutSome(smallest, differs, 1);
    if (fewer.steps.length === smallest.steps.length) return smallest;
    smallest = fewer;
  }
};
