import { definitionText } from '../../domain/ledger/meter-events.ts';
import { make } from '../change.ts';
import { ignore, ignoreBilling, type Projector } from '../projector.ts';
import { firsts } from '../table.ts';

/** The meters of single tenants, each as it was first defined; `definition` is its canonical JSON. */
export const metersTable = firsts('meters', {
  key: [
    ['tenant', 'text'],
    ['key', 'text'],
  ],
  rest: [
    ['sequence', 'number64'],
    ['definition', 'text'],
  ],
});

/** Those that are offered no longer. */
export const retiredMeters = firsts('retired_meters', {
  key: [
    ['tenant', 'text'],
    ['key', 'text'],
  ],
  rest: [['sequence', 'number64']],
});

/** The meters that tenants define. What they count is in `usage`. */
export const meters: Projector = {
  name: 'meters',
  version: 1,
  tables: [metersTable, retiredMeters],
  wants: ignore,
  onFacts: ignore,
  on: {
    ...ignoreBilling,
    FactConflicted: ignore,
    MeterDefined: ({ sequence, data: { tenant, meter } }) => [
      make(metersTable, [tenant, meter.key], [sequence, definitionText(meter)]),
    ],
    MeterRetired: ({ sequence, data: { tenant, key } }) => [
      make(retiredMeters, [tenant, key], [sequence]),
    ],
  },
};
