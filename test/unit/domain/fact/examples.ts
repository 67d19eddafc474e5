import type { CatalogueType } from '../../../../domain/fact/catalogue.ts';
import type { JsonObject } from '../../../../domain/event-log.ts';

type Examples = {
  readonly accepted: readonly JsonObject[];
  /** With the paths of their faults. */
  readonly refused: readonly (readonly [data: JsonObject, ...paths: readonly string[]])[];
};

const mention = (key: 'fileId' | 'eventId'): Examples => ({
  accepted: [{ [key]: 'x' }, { [key]: '✓ ü', group: 'g1' }],
  refused: [
    [{}, `/data/${key}`],
    [{ [key]: '' }, `/data/${key}`],
    [{ [key]: 7 }, `/data/${key}`],
    [{ [key]: null }, `/data/${key}`],
    [{ [key]: 'x', group: null }, '/data/group'],
    [{ [key]: 'x', group: 'a\nb' }, '/data/group'],
    [{ [key]: 'x', grp: 'g1' }, '/data/grp'],
  ],
});

const membership: Examples = {
  accepted: [{ group: 'g1' }, { group: 'g1', role: 'moderator', member: 'user:u2' }],
  refused: [
    [{}, '/data/group'],
    [{ group: 'g1', role: 'boss' }, '/data/role'],
    [{ group: 'g1', role: null }, '/data/role'],
    [{ group: 'g1', member: 'u2' }, '/data/member'],
    [{ group: 'g1', member: 'group:g2' }, '/data/member'],
  ],
};

const target = { source: '/app', id: '9' };
const amending = { target, reason: 'sent twice', by: 'user:admin' };

/** Whatever amends a fact says which, why and by whom; `more` is what it has to say beside. */
const amendment = (more: JsonObject): Examples => {
  const whole = { ...amending, ...more };
  return {
    accepted: [
      whole,
      { ...whole, target: { source: 'ü', id: 'x'.repeat(256) } },
      { ...whole, reason: '✓'.repeat(1_000), by: 'x' },
    ],
    refused: [
      [
        {},
        '/data/target',
        '/data/reason',
        '/data/by',
        ...Object.keys(more).map((k) => `/data/${k}`),
      ],
      [{ ...whole, target: '9' }, '/data/target'],
      [{ ...whole, target: null }, '/data/target'],
      [{ ...whole, target: {} }, '/data/target/source', '/data/target/id'],
      [{ ...whole, target: { ...target, id: 9 } }, '/data/target/id'],
      [{ ...whole, target: { ...target, source: 'a\nb' } }, '/data/target/source'],
      // Nobody amends what is another tenant's.
      [{ ...whole, target: { ...target, tenant: 't2' } }, '/data/target/tenant'],
      [{ ...whole, reason: '' }, '/data/reason'],
      [{ ...whole, reason: 'x'.repeat(1_001) }, '/data/reason'],
      [{ ...whole, reason: 'a\tb' }, '/data/reason'],
      [{ ...whole, reason: null }, '/data/reason'],
      [{ ...whole, by: '' }, '/data/by'],
      [{ ...whole, by: 'x'.repeat(257) }, '/data/by'],
      [{ ...whole, by: 7 }, '/data/by'],
      [{ ...whole, type: 'acme.printed' }, '/data/type'],
    ],
  };
};
const voided = amendment({});
const corrected = amendment({ data: { bytes: 1 } });

/** What the ledger takes and what it refuses, by type. */
export const examples: Readonly<Record<CatalogueType, Examples>> = {
  'openmeet.file.stored': {
    accepted: [
      { fileId: 'f', bytes: 0 },
      { fileId: 'f', bytes: 1e21 },
      { fileId: 'f', bytes: '9'.repeat(38), group: 'g', mediaType: 'image/png' },
    ],
    refused: [
      [{}, '/data/fileId', '/data/bytes'],
      [{ fileId: 'f', bytes: -1 }, '/data/bytes'],
      [{ fileId: 'f', bytes: '-1' }, '/data/bytes'],
      [{ fileId: 'f', bytes: 1.5 }, '/data/bytes'],
      [{ fileId: 'f', bytes: '1e3' }, '/data/bytes'],
      [{ fileId: 'f', bytes: '' }, '/data/bytes'],
      [{ fileId: 'f', bytes: '1'.repeat(39) }, '/data/bytes'],
      [{ fileId: 'f', bytes: true }, '/data/bytes'],
      [{ fileId: 'f', bytes: null }, '/data/bytes'],
      [{ fileId: 'f', bytes: 1, mediaType: '' }, '/data/mediaType'],
      [{ fileId: 'f', byte: 1 }, '/data/bytes', '/data/byte'],
    ],
  },
  'openmeet.file.attached': {
    accepted: [{ fileId: 'f', group: 'g' }],
    refused: [
      [{ fileId: 'f' }, '/data/group'],
      [{ group: 'g' }, '/data/fileId'],
      [{ fileId: 'f', group: 'g', bytes: 1 }, '/data/bytes'],
    ],
  },
  'openmeet.file.released': mention('fileId'),
  'openmeet.file.shared': mention('fileId'),
  'openmeet.storage.measured': {
    accepted: [{ bytes: 5 }, { bytes: '5', group: 'g' }],
    refused: [
      [{}, '/data/bytes'],
      [{ bytes: -5 }, '/data/bytes'],
    ],
  },
  'openmeet.api.request': {
    accepted: [
      { method: 'GET', route: '/v1/files/:id', status: 200 },
      {
        method: 'GET',
        route: '/',
        status: 204,
        durationMs: 0.125,
        responseBytes: 0,
        dbOperations: 3,
        dbDurationMs: '0.000000000000000001',
        group: 'g',
      },
    ],
    refused: [
      [{}, '/data/method', '/data/route', '/data/status'],
      [{ method: 'GET', route: '/', status: '2xx' }, '/data/status'],
      [{ method: 'GET', route: '/', status: 200, durationMs: -1 }, '/data/durationMs'],
      [{ method: 'GET', route: '/', status: 200, durationMs: '1ms' }, '/data/durationMs'],
      [{ method: 'GET', route: '/', status: 200, durationMs: 1e-19 }, '/data/durationMs'],
      [{ method: 'GET', route: '/', status: 200, count: 2 }, '/data/count'],
    ],
  },
  'openmeet.api.rollup': {
    accepted: [
      { count: 0, durationMs: 0 },
      {
        count: 10,
        durationMs: '12.5',
        dbOperations: 1,
        dbDurationMs: 1.5,
        buckets: [{ leMs: 0.5, count: 3 }],
        group: 'g',
      },
    ],
    refused: [
      [{ count: 1 }, '/data/durationMs'],
      [{ count: 1.5, durationMs: 1 }, '/data/count'],
      [{ count: 1, durationMs: 1, buckets: {} }, '/data/buckets'],
      [
        {
          count: 1,
          durationMs: 1,
          buckets: [
            { leMs: 1, count: 1 },
            { leMs: -1, cnt: 1 },
          ],
        },
        '/data/buckets/1/count',
        '/data/buckets/1/leMs',
        '/data/buckets/1/cnt',
      ],
    ],
  },
  'openmeet.message.sent': {
    accepted: [{ channel: 'chat' }, { channel: 'email', length: 1, replyToMs: 0.5, group: 'g' }],
    refused: [
      [{}, '/data/channel'],
      [{ channel: 'sms' }, '/data/channel'],
      [{ channel: 'chat', length: 0.5 }, '/data/length'],
      [{ channel: 'chat', replyToMs: -1 }, '/data/replyToMs'],
    ],
  },
  'openmeet.group.created': membership,
  'openmeet.group.joined': membership,
  'openmeet.group.left': membership,
  'openmeet.group.role_changed': membership,
  'openmeet.event.created': mention('eventId'),
  'openmeet.event.attended': mention('eventId'),
  'openmeet.event.cancelled': mention('eventId'),
  'usage.voided': {
    accepted: voided.accepted,
    refused: [...voided.refused, [{ ...amending, data: {} }, '/data/data']],
  },
  // Whether the right data fits is known once the fact it corrects is.
  'usage.corrected': {
    accepted: [
      ...corrected.accepted,
      { ...amending, data: {} },
      { ...amending, data: { group: 7, nested: { list: [null, true, 'ü'] } } },
    ],
    refused: [
      ...corrected.refused,
      [amending, '/data/data'],
      [{ ...amending, data: null }, '/data/data'],
      [{ ...amending, data: [] }, '/data/data'],
      [{ ...amending, data: '{}' }, '/data/data'],
      [{ ...amending, data: { n: 0.30000000000000004 } }, '/data/data/n'],
      [{ ...amending, data: { text: 'a\0' } }, '/data/data/text'],
    ],
  },
};
