import type { Amendment } from '../../domain/fact/amendment.ts';
import type { JsonObject } from '../../domain/event-log.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import type { Database } from './database.ts';

export type FactRow = Database['read.facts'];
export type AmendmentRow = Database['read.amendments'];

export const factOfRow = (row: FactRow): Fact => ({
  tenant: row.tenant,
  source: row.source,
  id: row.id,
  type: row.type,
  subject: row.subject,
  at: Number(row.at),
  // The column holds the canonical JSON of an object.
  data: JSON.parse(row.data) as JsonObject,
});

export const amendmentOfRow = (row: AmendmentRow): Amendment => ({
  kind: row.kind === 'voided' ? 'voided' : 'corrected',
  target: { tenant: row.tenant, source: row.target_source, id: row.target_id },
  source: row.source,
  id: row.id,
  subject: row.subject,
  at: Number(row.at),
  sequence: BigInt(row.sequence),
  data: row.data === '' ? undefined : (JSON.parse(row.data) as JsonObject),
  reason: row.reason,
  by: row.by,
  recordedAt: row.recorded_at,
});
