import type { LogEntry } from './log-entry.ts';
import type { Meter } from './meter.ts';

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
export const metersOf = (log: readonly LogEntry[], tenant: string): readonly Meter[] => {
  const defined = log.flatMap((entry) =>
    entry.kind === 'meter-defined' && entry.tenant === tenant ? [entry.meter] : [],
  );
  const byKey = Map.groupBy(defined, ({ key }) => key);
  return [...shipped, ...[...byKey.values()].flatMap((ofKey) => ofKey.slice(0, 1))];
};
