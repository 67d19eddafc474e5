import type * as t from 'io-ts';
import { canonicalJson } from '../canonical-json.ts';
import { closed } from '../codec/closed.ts';
import type { NewEvent } from '../event-log.ts';
import { TenantName } from '../fact/parts.ts';
import { uuidOf } from '../hash.ts';
import type { Meter } from '../meter/meter.ts';
import { StoredMeter } from '../meter/meter-definition.ts';
import { MeterKey } from '../meter/parts.ts';

/** A tenant has a meter of its own; the first definition of a key in the log stands. */
export const MeterDefined = closed('MeterDefined', { tenant: TenantName, meter: StoredMeter }, {});
export type MeterDefined = t.TypeOf<typeof MeterDefined>;

/** A tenant's meter is offered no longer; it counts on. */
export const MeterRetired = closed('MeterRetired', { tenant: TenantName, key: MeterKey }, {});
export type MeterRetired = t.TypeOf<typeof MeterRetired>;

/** A definition as the one text that it is compared by. */
export const definitionText = (meter: Meter): string => canonicalJson(meter);

/** The event that records a definition; the same definition always has the same id. */
export const meterDefined = (tenant: string, meter: Meter, recordedAt: string): NewEvent => ({
  id: uuidOf(`${tenant}\n${meter.key}\n${definitionText(meter)}\nmeter defined`),
  type: 'MeterDefined',
  data: { tenant, meter },
  metadata: { recordedAt },
});

/** The event that records that a meter is retired; that of one meter always has the same id. */
export const meterRetired = (tenant: string, key: string, recordedAt: string): NewEvent => ({
  id: uuidOf(`${tenant}\n${key}\nmeter retired`),
  type: 'MeterRetired',
  data: { tenant, key },
  metadata: { recordedAt },
});
