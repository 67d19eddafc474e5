import type { LogEntry } from './log-entry.ts';

export type Scalar = string | number | boolean | null;

export type Condition =
  | { readonly key: string; readonly is: readonly Scalar[] }
  | { readonly key: string; readonly isNot: readonly Scalar[] }
  | { readonly key: string; readonly atLeast?: string; readonly below?: string };

/** A meter as it is defined; decimals are texts. */
export type Meter = {
  readonly key: string;
  readonly unit: string;
  readonly types: readonly string[];
  readonly aggregation: 'count' | 'sum' | 'max' | 'unique' | 'latest' | 'time_weighted';
  readonly value?: string;
  readonly absent?: string;
  readonly where?: readonly Condition[];
  readonly dimensions?: readonly string[];
};

const counts = (key: string, type: string): Meter => ({
  key,
  unit: 'facts',
  types: [type],
  aggregation: 'count',
});

const work = ['openmeet.api.request', 'openmeet.api.rollup'];

const sumsWork = (key: string, value: string): Meter => ({
  key,
  unit: 'units',
  types: work,
  aggregation: 'sum',
  value,
});

/** The meters that every tenant has, but for `storage.bytes`, which is the storage itself. */
export const shipped: readonly Meter[] = [
  {
    key: 'storage.uploaded_bytes',
    unit: 'bytes',
    types: ['openmeet.file.stored'],
    aggregation: 'sum',
    value: 'bytes',
  },
  counts('files.stored', 'openmeet.file.stored'),
  counts('files.shared', 'openmeet.file.shared'),
  { ...sumsWork('api.requests', 'count'), absent: '1' },
  sumsWork('api.duration_ms', 'durationMs'),
  sumsWork('db.operations', 'dbOperations'),
  sumsWork('db.duration_ms', 'dbDurationMs'),
  counts('messages.sent', 'openmeet.message.sent'),
  counts('groups.created', 'openmeet.group.created'),
  counts('groups.joined', 'openmeet.group.joined'),
  counts('events.created', 'openmeet.event.created'),
  counts('events.attended', 'openmeet.event.attended'),
];

/** Rule 16: the place of a definition in the log does not matter, nor whether the meter was retired. */
export const metersOf = (log: readonly LogEntry[], tenant: string): readonly Meter[] => [
  ...shipped,
  ...log.flatMap((entry) =>
    entry.kind === 'meter-defined' && entry.tenant === tenant ? [entry.meter] : [],
  ),
];
