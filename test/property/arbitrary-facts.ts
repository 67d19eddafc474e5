import * as fc from 'fast-check';
import type { JsonObject } from '../../domain/event-log.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { textIn } from '../support/facts.ts';

// Few names and many ties, so that facts meet: the same file, the same member, the same instant.

export const tenants = ['t1', 't2'] as const;
export const groups = ['g1', 'g2'] as const;
export const subjects = ['user:u1', 'user:u2', 'service:s1'] as const;
const files = ['f1', 'f2', 'f3', 'f4', 'f5', 'f6'] as const;

/** Shortly before the end of a month. */
export const start = Date.UTC(2026, 0, 30, 22);
export const spanMs = 3 * 86_400_000;

const anyTime = fc.oneof(
  fc.constantFrom(0, 900_000, 900_001, 7_200_000, 93_600_000).map((ms) => start + ms),
  fc.nat(spanMs - 1).map((ms) => start + ms),
);
const anyGroup = fc.constantFrom(...groups);
const anyFile = fc.constantFrom(...files);
const anyBytes = fc.oneof(
  fc.nat(1_000_000),
  fc.constantFrom(0, 1, 1e21, '10.0', '007', '9'.repeat(38)),
);
const anyDuration = fc.constantFrom(0, 0.5, 0.25, 12.125, '0.50', '3', '0.000000000000000001');
const anyRole = fc.constantFrom('owner', 'admin', 'member');
const anyMember = fc.constantFrom('user:u1', 'user:u2', 'user:u3');

type Said = { readonly type: string; readonly data: JsonObject };
type Keys = Readonly<Record<string, fc.Arbitrary<JsonObject[string]>>>;

const said = (type: string, required: Keys, optional: Keys = {}): fc.Arbitrary<Said> =>
  fc
    .record({ ...required, ...optional }, { requiredKeys: Object.keys(required) })
    .map((data) => ({ type, data }));

const group = { group: anyGroup };
const file = { fileId: anyFile };

const anyStore = said('openmeet.file.stored', { ...file, bytes: anyBytes }, group);
const anyAttach = said('openmeet.file.attached', { ...file, ...group });
const anyRelease = said('openmeet.file.released', file, group);
const anyRequest = said(
  'openmeet.api.request',
  {
    method: fc.constant('GET'),
    route: fc.constant('/v1/files'),
    status: fc.constantFrom(200, 404),
  },
  { durationMs: anyDuration, dbOperations: fc.nat(9), ...group },
);
const anyRollup = said(
  'openmeet.api.rollup',
  { count: fc.nat(1_000), durationMs: anyDuration },
  { dbOperations: fc.nat(9), dbDurationMs: anyDuration, ...group },
);
const anyMembership = fc
  .constantFrom('created', 'joined', 'left', 'role_changed')
  .chain((kind) => said(`openmeet.group.${kind}`, group, { role: anyRole, member: anyMember }));
const anyMention = fc.oneof(
  said('openmeet.message.sent', { channel: fc.constant('chat') }, group),
  said('openmeet.file.shared', file, group),
  said('openmeet.event.attended', { eventId: fc.constant('e1') }, group),
  said('acme.printed', { pages: fc.nat(9) }, group),
);

const placed = (anySaid: fc.Arbitrary<Said>): fc.Arbitrary<Fact> =>
  fc
    .tuple(
      anySaid,
      fc.record({
        tenant: fc.constantFrom(...tenants),
        source: fc.constantFrom('/a', '/b'),
        id: fc.constant(''),
        subject: fc.constantFrom(...subjects),
        at: anyTime,
      }),
    )
    .map(([what, where]) => ({ ...where, ...what }));

/** A store, an attach or a release of one of few files; it has no id yet. */
export const anyFileFact = placed(fc.oneof(anyStore, anyStore, anyAttach, anyRelease));

/** A fact of any kind that some read model looks at; it has no id yet. */
export const anyFact = fc.oneof(
  anyFileFact,
  placed(fc.oneof(anyRequest, anyRollup, anyMembership, anyMention)),
);

/** Facts of which none has another's identity. */
export const withIds = (facts: readonly Fact[]): readonly Fact[] =>
  facts.map((fact, index) => ({ ...fact, id: `i${index}` }));

/** Without those that bring a file that an earlier one has brought. */
export const withoutRivalStores = (facts: readonly Fact[]): readonly Fact[] => {
  const stored = new Set<string>();
  return facts.filter((fact) => {
    const key = `${fact.tenant}\n${textIn(fact, 'fileId') ?? ''}`;
    if (fact.type !== 'openmeet.file.stored') return true;
    if (stored.has(key)) return false;
    stored.add(key);
    return true;
  });
};
