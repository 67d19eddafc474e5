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

/** How an amendment is wrong about its target, if it is. */
type Misfit = 'none' | 'subject' | 'time' | 'data' | 'target';
export type DrawnAmendment = {
  readonly kind: 'voided' | 'corrected';
  readonly misfit: Misfit;
  /** What the right data are made of. */
  readonly salt: number;
};

export const anyAmendment: fc.Arbitrary<DrawnAmendment> = fc.record({
  kind: fc.constantFrom('voided', 'corrected', 'corrected'),
  misfit: fc.oneof(
    { weight: 6, arbitrary: fc.constant<Misfit>('none') },
    { weight: 2, arbitrary: fc.constantFrom<Misfit>('subject', 'time', 'data', 'target') },
  ),
  salt: fc.nat(99),
});

const pick = <T>(values: readonly [T, ...T[]], salt: number): T =>
  values[salt % values.length] ?? values[0];

/** Other valid data for the same type: another group, and another file, size, duration, count or role where there is one. */
const rightDataOf = ({ data }: Fact, salt: number): JsonObject => {
  const others: JsonObject = {
    bytes: salt,
    count: salt,
    durationMs: salt / 4,
    role: pick(['owner', 'guest'], salt),
    ...(salt % 3 === 0 && { fileId: pick(files, salt) }),
  };
  const known = Object.entries(others).filter(([key]) => Object.hasOwn(data, key));
  return { ...data, ...Object.fromEntries(known), group: pick(groups, salt) };
};

/** An amendment of a fact, which fits it but for what is drawn to be wrong. */
export const amendmentOf = (
  target: Fact,
  { kind, misfit, salt }: DrawnAmendment,
  id: string,
): Fact => {
  const { tenant, source, subject, at } = target;
  const said = {
    target: { source, id: misfit === 'target' ? `no ${target.id}` : target.id },
    reason: 'sent wrongly',
    by: 'user:admin',
  };
  // A group that is no name is right for no type.
  const right = misfit === 'data' ? { group: 7 } : rightDataOf(target, salt);
  return {
    tenant,
    source: pick(['/a', '/b'], salt),
    id,
    subject: misfit === 'subject' ? `${subject}x` : subject,
    at: misfit === 'time' ? at + 1 : at,
    type: `usage.${kind}`,
    data: kind === 'corrected' ? { ...said, data: right } : said,
  };
};

const anyAmending = fc.record({ drawn: anyAmendment, of: fc.nat(), place: fc.nat() });

/** Facts with amendments of them, and of these, before and after what they amend. None has another's identity. */
export const amended = (
  anyFacts: fc.Arbitrary<readonly Fact[]>,
  length: fc.ArrayConstraints = { maxLength: 30 },
): fc.Arbitrary<readonly Fact[]> =>
  fc
    .tuple(anyFacts, fc.array(anyAmending, { size: 'max', ...length }))
    .map(([drawnFacts, amendings]) => {
      const facts = [...withIds(drawnFacts)];
      for (const [index, { drawn, of, place }] of amendings.entries()) {
        const target = facts[of % facts.length];
        if (target === undefined) break;
        facts.splice(place % (facts.length + 1), 0, amendmentOf(target, drawn, `a${index}`));
      }
      return facts;
    });

const targetIdOf = ({ data }: Fact): string =>
  // Only amendments are asked, which name one.
  (data['target'] as { readonly id: string }).id;

/** With one correction of a fact at most: of several the last one of the log counts. */
export const withoutRivalCorrections = (facts: readonly Fact[]): readonly Fact[] => {
  const corrected = new Set<string>();
  return facts.filter((fact) => {
    if (fact.type !== 'usage.corrected') return true;
    const key = `${fact.tenant}\n${targetIdOf(fact)}`;
    if (corrected.has(key)) return false;
    corrected.add(key);
    return true;
  });
};

/** Without corrections that bring a file in another's place. */
export const withoutCorrectedFiles = (facts: readonly Fact[]): readonly Fact[] => {
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  return facts.filter((fact) => {
    if (fact.type !== 'usage.corrected') return true;
    const target = byId.get(targetIdOf(fact));
    const right = fact.data['data'] as JsonObject;
    return target?.type !== 'openmeet.file.stored' || right['fileId'] === target.data['fileId'];
  });
};

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
