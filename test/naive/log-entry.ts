import type { Fact } from '../../domain/fact/fact.ts';
import type { Meter } from './meter.ts';

/** What lies in the log, as plain data. Facts are there as they came: repeats, rivals, amendments. */
export type LogEntry =
  | { readonly kind: 'fact'; readonly fact: Fact }
  | { readonly kind: 'meter-defined'; readonly tenant: string; readonly meter: Meter }
  | { readonly kind: 'meter-retired'; readonly tenant: string; readonly key: string };
