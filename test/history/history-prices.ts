import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Prices } from './bill-history.ts';

const pricing = join(import.meta.dirname, '../../pricing');

const yamlIn = async (file: string): Promise<Record<string, unknown>> =>
  Object(parse(await readFile(join(pricing, file), 'utf8'))) as Record<string, unknown>;

/** Of every four accounts two have no subscription; the others change their plans in the middle of months. */
const plans = [undefined, 'community', undefined, 'federation'] as const;

const planOf: Prices['planOf'] = (_, index) => {
  const plan = plans[index % plans.length];
  const day = String(1 + (index % 27)).padStart(2, '0');
  return plan === undefined
    ? undefined
    : { plan, from: `2025-0${1 + (index % 6)}-${day}T10:20:30Z` };
};

/** The model that is shipped. */
export const shippedPrices = async (): Promise<Prices> => {
  const { key, ...version } = await yamlIn('openmeet.yaml');
  return {
    model: String(key),
    version,
    attribution: await yamlIn('openmeet-attribution.yaml'),
    planOf,
  };
};

const perMonth = { divideBy: '1000000', per: 'month' };

/**
 * Prices at which a small history comes to much, with every kind of charge: what the shipped model would bill at 0.00 shows
 * here to the cent.
 */
export const dearPrices = (): Prices => ({
  model: 'dear',
  version: {
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    effectiveFrom: '2014-12-31T23:00:00Z',
    defaultPlan: 'free',
    graceDays: 0,
    plans: [
      {
        key: 'free',
        baseFee: '0',
        charges: [
          {
            key: 'storage',
            meter: 'storage.bytes',
            unit: perMonth,
            freeUnits: '0.01',
            model: {
              kind: 'graduated',
              tiers: [
                { upTo: '0.5', unitAmount: '1.237', flatAmount: '0.10' },
                { upTo: null, unitAmount: '0.891' },
              ],
            },
          },
          {
            key: 'uploads',
            meter: 'storage.uploaded_bytes',
            // Without free facts: which ones are the first depends on the order of the log, which is not that of the file.
            model: {
              kind: 'percentage',
              rate: '0.0137',
              fixedAmount: '0.001',
              minimumPerFact: '0.01',
              maximumPerFact: '3.50',
            },
          },
        ],
      },
      {
        key: 'community',
        baseFee: '3.33',
        minimumSpend: '5.00',
        charges: [
          {
            key: 'storage',
            meter: 'storage.bytes',
            unit: { divideBy: '1000', per: 'hour' },
            model: { kind: 'standard', unitAmount: '0.00000217' },
            maximumSpend: '40',
          },
          {
            key: 'messages',
            meter: 'messages.sent',
            model: {
              kind: 'volume',
              tiers: [
                { upTo: '5', unitAmount: '0.333' },
                { upTo: null, unitAmount: '0.271' },
              ],
            },
          },
        ],
      },
      {
        key: 'federation',
        baseFee: '29.00',
        charges: [
          {
            key: 'files',
            meter: 'files.stored',
            model: { kind: 'package', packageSize: '7', amount: '0.49' },
          },
          {
            key: 'uploaded',
            meter: 'storage.uploaded_bytes',
            model: {
              kind: 'graduated_percentage',
              tiers: [
                { upTo: '1000', rate: '1.5' },
                { upTo: null, rate: '0.0021' },
              ],
            },
          },
          {
            key: 'groups',
            meter: 'groups.joined',
            model: { kind: 'flat', amount: '2.50' },
          },
        ],
      },
    ],
  },
  attribution: {
    effectiveFrom: '2015-01-01T00:00:00Z',
    default: 'actor',
    meters: {
      'storage.bytes': 'group_owner',
      'storage.uploaded_bytes': { split: { actor: '0.4', group_owner: '0.6' } },
      'files.stored': 'group',
    },
  },
  planOf,
});
