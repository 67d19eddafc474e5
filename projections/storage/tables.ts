import { anomalyTable } from '../anomalies/table.ts';
import { states, sums } from '../table.ts';

/** All that is said about each file, a row for each fact. What a kind of claim does not say is empty, or 0. */
export const storageClaims = states('storage_claims', {
  key: [
    ['tenant', 'text'],
    ['file_id', 'text'],
    ['sequence', 'number64'],
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
