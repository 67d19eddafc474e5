import * as fc from 'fast-check';
import type { Json, JsonObject } from '../../domain/event-log.ts';

// What facts say, over few names, so that they meet: the same file, the same member, sums that come out the same.

export type Said = { readonly type: string; readonly data: JsonObject };
type Keys = Readonly<Record<string, fc.Arbitrary<Json>>>;

export const groups = ['g1', 'g2'] as const;
export const users = ['user:u1', 'user:u2'] as const;
export const subjects = [...users, 'service:s1'] as const;

/** Decimals as a meter may find them, and all that is none. */
export const anyOddValue: fc.Arbitrary<Json> = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 3, arbitrary: fc.constantFrom<Json[]>(1, '1', true, 'true', null, 0.5, '0.50') },
  fc.constantFrom<Json[]>(0.5, -0.25, 12.125, 123456789012345, 1e21, 1e-7),
  fc.constantFrom<Json[]>('1', '1.0', '0.50', '-3', '007', '0.000000000000000001'),
  fc.constantFrom<Json[]>('9'.repeat(38), `-${'9'.repeat(20)}.${'9'.repeat(18)}`),
  fc.constantFrom<Json[]>('', 'x', '1e3', ' 1', '+1', '.5', '0.0000000000000000001', 'true'),
  fc.constantFrom<Json[]>(true, false, null, [1], { a: 1 }),
  // No decimal that is counted with.
  fc.constantFrom<Json[]>(1e60, 1e-30, -1e300),
);

// All begin alike, and one is cut within a character.
const longTexts = [64, 65, 66]
  .map((length) => 'x'.repeat(length))
  .concat(`${'x'.repeat(46)}😀${'x'.repeat(20)}`);

/** What facts are told apart by, of every kind. */
const anyKind = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<Json[]>('a', 'b') },
  { weight: 1, arbitrary: fc.constantFrom<Json[]>('', 'null', 'true', true, 1, 1.5, '1', null) },
  { weight: 1, arbitrary: fc.constantFrom(...longTexts) },
);

const values = {
  fileId: fc.constantFrom('f1', 'f2', 'f3', 'f4'),
  group: fc.constantFrom('g1', ...groups),
  bytes: fc.constantFrom<Json[]>(0, 10, 10, 20, 30, '10.0', '020', 1e21, '9'.repeat(38)),
  role: fc.constantFrom('owner', 'admin', 'moderator', 'member', 'guest'),
  member: fc.constantFrom(...subjects, 'user:u3'),
  method: fc.constantFrom('GET', 'POST'),
  route: fc.constantFrom('/a', '/b'),
  status: fc.constantFrom<Json[]>(200, 404, '500'),
  count: fc.constantFrom<Json[]>(0, 3, '1000'),
  durationMs: fc.constantFrom<Json[]>(0, 0.5, 12.125, '0.50', '0.000000000000000001'),
  dbOperations: fc.nat(3),
  dbDurationMs: fc.constantFrom<Json[]>(0, 0.25, '7'),
  channel: fc.constantFrom('chat', 'email'),
  length: fc.nat(9),
  eventId: fc.constantFrom('e1', 'e2'),
  kind: anyKind,
  value: anyOddValue,
  // A name that every object has without being given it.
  constructor: fc.constantFrom<Json[]>('a', 1),
} satisfies Keys;

type Key = keyof typeof values;

const said = (
  type: string,
  required: readonly Key[],
  optional: readonly Key[] = [],
): fc.Arbitrary<Said> => {
  const model: Keys = Object.fromEntries(
    [...required, ...optional].map((key) => [key, values[key]]),
  );
  const requiredKeys: string[] = [...required];
  return fc.record(model, { requiredKeys, noNullPrototype: true }).map((data) => ({ type, data }));
};

/** About a file: what is most in need of meeting. */
export const anyOfFiles = fc.oneof(
  { weight: 5, arbitrary: said('openmeet.file.stored', ['fileId', 'bytes'], ['group']) },
  { weight: 3, arbitrary: said('openmeet.file.attached', ['fileId', 'group']) },
  { weight: 2, arbitrary: said('openmeet.file.released', ['fileId'], ['group']) },
  { weight: 1, arbitrary: said('openmeet.storage.measured', ['bytes'], ['group']) },
);

const anyOfMembers = fc
  .constantFrom('created', 'joined', 'joined', 'left', 'role_changed', 'role_changed')
  .chain((what) => said(`openmeet.group.${what}`, ['group'], ['role', 'member']));

const anyOfWork = fc.oneof(
  said(
    'openmeet.api.request',
    ['method', 'route', 'status'],
    ['durationMs', 'dbOperations', 'dbDurationMs', 'group'],
  ),
  said('openmeet.api.rollup', ['count', 'durationMs'], ['dbOperations', 'dbDurationMs', 'group']),
);

const anyOther = fc.oneof(
  said('openmeet.message.sent', ['channel'], ['length', 'group']),
  said('openmeet.file.shared', ['fileId'], ['group']),
  fc
    .constantFrom('created', 'attended', 'cancelled')
    .chain((what) => said(`openmeet.event.${what}`, ['eventId'], ['group'])),
);

/** Of types that the catalogue does not know. */
export const oddTypes = ['acme.printed', 'acme.heated'] as const;
const anyOdd = fc
  .constantFrom(...oddTypes)
  .chain((type) =>
    fc.oneof(
      { weight: 1, arbitrary: said(type, [], ['value', 'kind', 'group', 'constructor', 'count']) },
      { weight: 2, arbitrary: said(type, ['value', 'kind'], ['group']) },
    ),
  );

export const anySaid: fc.Arbitrary<Said> = fc.oneof(
  { weight: 5, arbitrary: anyOfFiles },
  { weight: 5, arbitrary: anyOdd },
  { weight: 2, arbitrary: anyOfMembers },
  { weight: 1, arbitrary: anyOfWork },
  { weight: 1, arbitrary: anyOther },
);

/** Values for any key, to put in the place of those that a fact has. */
export const anyPatch: fc.Arbitrary<JsonObject> = fc.record(values, {
  requiredKeys: [],
  noNullPrototype: true,
});
