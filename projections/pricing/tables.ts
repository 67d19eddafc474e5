import { firsts } from '../table.ts';

/** Every version of every pricing model; `pricing` is its canonical JSON. */
export const pricingVersions = firsts('pricing_versions', {
  key: [
    ['tenant', 'text'],
    ['model', 'text'],
    ['version', 'number64'],
  ],
  rest: [
    ['sequence', 'number64'],
    ['effective_from', 'instant'],
    ['pricing', 'text'],
    ['recorded_at', 'text'],
  ],
});

/** Those that take no new subscriptions. */
export const withdrawnModels = firsts('withdrawn_models', {
  key: [
    ['tenant', 'text'],
    ['model', 'text'],
  ],
  rest: [['sequence', 'number64']],
});

/** Which model accounts without a subscription are on, from when; the last in the log for an instant stands. */
export const defaultModels = firsts('default_models', {
  key: [
    ['tenant', 'text'],
    ['sequence', 'number64'],
  ],
  rest: [
    ['from_at', 'instant'],
    ['model', 'text'],
  ],
});

/** Who pays, from when; `policy` is its canonical JSON. */
export const attributionVersions = firsts('attribution_versions', {
  key: [
    ['tenant', 'text'],
    ['version', 'number64'],
  ],
  rest: [
    ['sequence', 'number64'],
    ['effective_from', 'instant'],
    ['policy', 'text'],
    ['recorded_at', 'text'],
  ],
});
