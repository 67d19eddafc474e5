import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Json } from '../../domain/event-log.ts';
import { put } from '../change.ts';
import { ignore, ignoreBilling, type Projector } from '../projector.ts';
import { states } from '../table.ts';

/** What was refused because its identity was known with other contents. */
export const conflicts = states('conflicts', {
  key: [
    ['tenant', 'text'],
    ['source', 'text'],
    ['id', 'text'],
    ['refused_hash', 'text'],
  ],
  rest: [
    ['sequence', 'number64'],
    ['recorded_at', 'text'],
    ['refused', 'text'],
  ],
});

export const anomalies: Projector = {
  name: 'anomalies',
  version: 1,
  tables: [conflicts],
  wants: ignore,
  onFacts: ignore,
  on: {
    FactConflicted: ({ sequence, recordedAt, data }) => [
      put(
        conflicts,
        [data.tenant, data.source, data.id, data.refusedHash],
        // It was parsed from JSON, which its codec cannot say.
        [sequence, recordedAt, canonicalJson(data.refused as Json)],
      ),
    ],
    MeterDefined: ignore,
    MeterRetired: ignore,
    ...ignoreBilling,
  },
};
