import { states, sums } from '../table.ts';

// A subject's and a group's usage are sums of the same rows. `group_id` is empty where there is no group, `dimensions` for
// a meter that has none.
const usageSums = (name: string) =>
  sums(name, {
    key: [
      ['tenant', 'text'],
      ['subject', 'text'],
      ['meter', 'text'],
      ['bucket', 'instant'],
      ['group_id', 'text'],
      ['dimensions', 'text'],
    ],
    rest: [
      ['quantity', 'decimal'],
      ['facts', 'number64'],
    ],
    indexes: [['tenant', 'group_id', 'meter', 'bucket']],
  });

export const usageByQuarterHour = usageSums('usage_by_quarter_hour');
export const usageByDay = usageSums('usage_by_day');

/**
 * Each fact that counts in a meter that is no sum, with the value it has there. `occurrence` puts those of one instant in
 * order, by code points.
 */
export const usageValues = states('usage_values', {
  key: [
    ['tenant', 'text'],
    ['meter', 'text'],
    ['sequence', 'number64'],
  ],
  rest: [
    ['subject', 'text'],
    ['group_id', 'text'],
    ['at', 'instant'],
    ['occurrence', 'text'],
    ['dimensions', 'text'],
    ['value', 'text'],
  ],
  indexes: [
    ['tenant', 'subject', 'meter', 'at'],
    ['tenant', 'group_id', 'meter', 'at'],
  ],
});
