import { anomalyTable } from '../anomalies/table.ts';
import { states, sums } from '../table.ts';

/**
 * Every identity with the fact that counts for it. This table decides which occurrence of an identity is the fact: the
 * feed writes it first, and only what was new goes on to the projectors.
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
    ['at', 'instant'],
    ['recorded_at', 'text'],
    ['data', 'text'],
  ],
});

/** Every amendment under the fact it names, known or not. `data` is the right data's canonical JSON; empty for a void. */
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
    ['at', 'instant'],
    ['data', 'text'],
    ['reason', 'text'],
    ['by', 'text'],
    ['recorded_at', 'text'],
  ],
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
