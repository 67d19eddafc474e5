import * as t from 'io-ts';
import { closed } from '../codec/closed.ts';
import { oneOf, refined } from '../codec/refined.ts';
import type { JsonObject } from '../event-log.ts';
import { Name, PositiveDecimal, Reason, Role, Subject, WholeNumber } from './parts.ts';

// What is stored. Add optional fields freely; anything else is a new type and an upcaster, because old events are never
// rewritten.

const group = { group: Name };

const GroupMembership = closed('GroupMembership', group, { role: Role, member: Subject });
const FileMention = closed('FileMention', { fileId: Name }, group);
const EventMention = closed('EventMention', { eventId: Name }, group);

/** The right data of a corrected fact; whether it fits is known once the fact it corrects is. */
const RightData = refined(
  'RightData',
  { type: 'object' },
  'must be an object: the whole of the right data',
  (value): value is JsonObject => t.UnknownRecord.is(value) && !Array.isArray(value),
);
const amendment = {
  target: closed('Target', { source: Name, id: Name }, {}),
  reason: Reason,
  by: Name,
};

/** The data of each fact type that the ledger knows by name. */
export const catalogue = {
  'openmeet.file.stored': closed(
    'FileStored',
    { fileId: Name, bytes: WholeNumber },
    { ...group, mediaType: Name },
  ),
  'openmeet.file.attached': closed('FileAttached', { fileId: Name, ...group }, {}),
  'openmeet.file.released': FileMention,
  'openmeet.file.shared': FileMention,
  'openmeet.storage.measured': closed('StorageMeasured', { bytes: WholeNumber }, group),
  'openmeet.api.request': closed(
    'ApiRequest',
    { method: Name, route: Name, status: WholeNumber },
    {
      ...group,
      durationMs: PositiveDecimal,
      responseBytes: WholeNumber,
      dbOperations: WholeNumber,
      dbDurationMs: PositiveDecimal,
    },
  ),
  'openmeet.api.rollup': closed(
    'ApiRollup',
    { count: WholeNumber, durationMs: PositiveDecimal },
    {
      ...group,
      dbOperations: WholeNumber,
      dbDurationMs: PositiveDecimal,
      buckets: t.readonlyArray(
        closed('DurationBucket', { leMs: PositiveDecimal, count: WholeNumber }, {}),
      ),
    },
  ),
  'openmeet.message.sent': closed(
    'MessageSent',
    { channel: oneOf('Channel', 'chat', 'email') },
    { ...group, length: WholeNumber, replyToMs: PositiveDecimal },
  ),
  'openmeet.group.created': GroupMembership,
  'openmeet.group.joined': GroupMembership,
  'openmeet.group.left': GroupMembership,
  'openmeet.group.role_changed': GroupMembership,
  'openmeet.event.created': EventMention,
  'openmeet.event.attended': EventMention,
  'openmeet.event.cancelled': EventMention,
  'usage.voided': closed('Voided', amendment, {}),
  'usage.corrected': closed('Corrected', { ...amendment, data: RightData }, {}),
} as const;

export type CatalogueType = keyof typeof catalogue;
export type DataOf<Type extends CatalogueType> = t.TypeOf<(typeof catalogue)[Type]>;

export const isCatalogueType = (type: string): type is CatalogueType =>
  Object.hasOwn(catalogue, type);
