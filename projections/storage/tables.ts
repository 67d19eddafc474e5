import { anomalyTable } from '../anomalies/table.ts';
import { states, sums } from '../table.ts';

/** All that was said about each file. */
export const storageFiles = states('storage_files', {
  key: [
    ['tenant', 'text'],
    ['file_id', 'text'],
  ],
  rest: [['history', 'json']],
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

export const storageAnomalies = anomalyTable('storage_anomalies');
