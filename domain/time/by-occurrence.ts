import type { EpochMs } from './instant.ts';

export type Occurrence = { readonly at: EpochMs; readonly source: string; readonly id: string };

const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** When it happened decides, whatever the order of arrival; ties by source, then id, so that no order is left to chance. */
export const byOccurrence = (a: Occurrence, b: Occurrence): number =>
  a.at - b.at || compareText(a.source, b.source) || compareText(a.id, b.id);
