import { anomalyTable } from '../anomalies/table.ts';
import { states, sums } from '../table.ts';

/** By group, where there is one: half of an index would be rows without. */
const byGroup = (...then: readonly string[]) => ({
  by: ['tenant', 'group_id', ...then],
  unlessEmpty: 'group_id',
});

/**
 * Every identity with the fact that counts for it. This table decides which occurrence of an identity is the fact: the
 * feed writes it first, and only what was new goes on to the projectors. `group_id` is that of the fact's own data, empty
 * where there is none: what amends it is in `amendments`.
 */
export const factsTable = states('facts', {
  key: [
    ['tenant', 'text'],
    ['source', 'text'],
    ['id', 'text'],
  ],
  rest: [
    ['sequence', 'number64'],
    ['position', 'number64'],
    ['content_hash', 'text'],
    ['type', 'text'],
    ['subject', 'text'],
    ['group_id', 'text'],
    ['at', 'instant'],
    ['recorded_at', 'text'],
    ['data', 'text'],
  ],
  indexes: [['tenant', 'subject', 'type', 'at'], byGroup('type', 'at'), ['sequence']],
});

/**
 * Every amendment under the fact it names, known or not. `data` is the right data's canonical JSON, empty for a void, and
 * `group_id` the group in them, empty where there is none.
 */
export const amendmentsTable = states('amendments', {
  key: [
    ['tenant', 'text'],
    ['target_source', 'text'],
    ['target_id', 'text'],
    // Its own name would make the key longer than an index takes.
    ['sequence', 'number64'],
  ],
  rest: [
    ['source', 'text'],
    ['id', 'text'],
    ['kind', 'text'],
    ['subject', 'text'],
    ['group_id', 'text'],
    ['at', 'instant'],
    ['data', 'text'],
    ['reason', 'text'],
    ['by', 'text'],
    ['recorded_at', 'text'],
  ],
  indexes: [['tenant', 'subject', 'at'], byGroup('at'), ['tenant', 'at']],
});

/** How many facts count, by type. */
export const factCounts = sums('fact_counts', {
  key: [
    ['tenant', 'text'],
    ['type', 'text'],
  ],
  rest: [['facts', 'number64']],
});

/** Every subject and group with how many facts count in its usage. */
export const accountsTable = sums('accounts', {
  key: [
    ['tenant', 'text'],
    ['account', 'text'],
  ],
  rest: [['facts', 'number64']],
});

export const amendmentAnomalies = anomalyTable('amendment_anomalies');
