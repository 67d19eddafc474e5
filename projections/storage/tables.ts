import { anomalyTable } from '../anomalies/table.ts';
import { firsts, states, sums } from '../table.ts';

/**
 * All that was ever said about each file. By the events up to S a fact (`sequence`) says what its row with the greatest
 * `since` ≤ S holds, and nothing where there is none, or where that is of the kind `gone`: the fact was voided, or corrected
 * to another file. What a kind of claim does not say is empty, or 0.
 */
export const storageClaims = firsts('storage_claims', {
  key: [
    ['tenant', 'text'],
    ['file_id', 'text'],
    ['sequence', 'number64'],
    ['since', 'number64'],
  ],
  rest: [
    ['kind', 'text'],
    ['at', 'instant'],
    ['source', 'text'],
    ['id', 'text'],
    ['subject', 'text'],
    ['group_id', 'text'],
    ['bytes', 'decimal'],
  ],
  indexes: [
    { by: ['tenant', 'subject', 'at'], unlessEmpty: 'subject' },
    { by: ['tenant', 'group_id', 'at'], unlessEmpty: 'group_id' },
  ],
});

/** The net change of an account's level at an instant. */
export const storageChanges = sums('storage_changes', {
  key: [
    ['tenant', 'text'],
    ['account', 'text'],
    ['at', 'instant'],
  ],
  rest: [['delta', 'decimal']],
});

/** The net change over a day (UTC), so that the level at any moment costs the days before it, not the changes. */
export const storageDays = sums('storage_days', {
  key: [
    ['tenant', 'text'],
    ['account', 'text'],
    ['day', 'instant'],
  ],
  rest: [['delta', 'decimal']],
});

/** What platforms measured, to reconcile with: it is compared with the level when it is asked for. */
export const storageReadings = states('storage_readings', {
  key: [
    ['tenant', 'text'],
    ['account', 'text'],
    ['at', 'instant'],
    ['sequence', 'number64'],
  ],
  rest: [
    ['source', 'text'],
    ['id', 'text'],
    ['bytes', 'decimal'],
  ],
});

export const storageAnomalies = anomalyTable('storage_anomalies');
