import type { Aggregation, Condition } from './parts.ts';

/**
 * A meter turns facts into a quantity: it counts the facts of its types that meet every condition of `where`. A definition
 * never changes: what must differ gets a new key.
 */
export type Meter = {
  readonly key: string;
  readonly unit: string;
  readonly types: readonly string[];
  readonly aggregation: Aggregation;
  /** The key in the fact's data; nothing for `count`, and for the level of storage, which comes from several types. */
  readonly value?: string;
  /** What a fact without that key counts as in a sum; where this is not said, it is not counted. */
  readonly absent?: string | number;
  readonly where?: readonly Condition[];
  /** Keys in the fact's data whose values tell usage apart. */
  readonly dimensions?: readonly string[];
};

/** The level of storage over time, which has a read model of its own. */
export const storageMeter = 'storage.bytes';

const apiCalls = ['openmeet.api.request', 'openmeet.api.rollup'];

/** The meters every tenant has from the beginning. */
export const shippedMeters: readonly Meter[] = [
  {
    key: storageMeter,
    unit: 'byte',
    types: ['openmeet.file.stored', 'openmeet.file.released'],
    aggregation: 'time_weighted',
  },
  {
    key: 'storage.uploaded_bytes',
    unit: 'byte',
    types: ['openmeet.file.stored'],
    aggregation: 'sum',
    value: 'bytes',
  },
  { key: 'files.stored', unit: 'file', types: ['openmeet.file.stored'], aggregation: 'count' },
  { key: 'files.shared', unit: 'file', types: ['openmeet.file.shared'], aggregation: 'count' },
  // A rollup carries the number of its calls; a request is one.
  {
    key: 'api.requests',
    unit: 'call',
    types: apiCalls,
    aggregation: 'sum',
    value: 'count',
    absent: '1',
  },
  {
    key: 'api.duration_ms',
    unit: 'ms',
    types: apiCalls,
    aggregation: 'sum',
    value: 'durationMs',
  },
  {
    key: 'db.operations',
    unit: 'operation',
    types: apiCalls,
    aggregation: 'sum',
    value: 'dbOperations',
  },
  {
    key: 'db.duration_ms',
    unit: 'ms',
    types: apiCalls,
    aggregation: 'sum',
    value: 'dbDurationMs',
  },
  { key: 'messages.sent', unit: 'message', types: ['openmeet.message.sent'], aggregation: 'count' },
  { key: 'groups.created', unit: 'group', types: ['openmeet.group.created'], aggregation: 'count' },
  { key: 'groups.joined', unit: 'group', types: ['openmeet.group.joined'], aggregation: 'count' },
  { key: 'events.created', unit: 'event', types: ['openmeet.event.created'], aggregation: 'count' },
  {
    key: 'events.attended',
    unit: 'event',
    types: ['openmeet.event.attended'],
    aggregation: 'count',
  },
];
