import { describe, expect, test } from 'vitest';
import {
  amendmentIn,
  isAmendment,
  misfitOf,
  netOf,
  type Amendment,
} from '../../../../domain/fact/amendment.ts';
import type { Fact } from '../../../../domain/fact/fact.ts';
import { factOf, madeFact, recordedAt } from '../../../support/facts.ts';

const place = { sequence: 7n, recordedAt };
const amending = { target: { source: '/app', id: '1' }, reason: 'sent twice', by: 'user:admin' };

const stored = factOf('openmeet.file.stored', { fileId: 'f1', bytes: 5 });
const printed = factOf('acme.printed', { pages: 3 });

const amendment = (parts: Partial<Amendment> = {}): Amendment => ({
  kind: 'voided',
  target: { tenant: 't1', source: '/app', id: '1' },
  source: '/app',
  id: '2',
  subject: stored.subject,
  at: stored.at,
  data: undefined,
  reason: 'sent twice',
  by: 'user:admin',
  ...place,
  ...parts,
});
const voids = amendment();
const corrects = (data: Fact['data'], parts: Partial<Amendment> = {}): Amendment =>
  amendment({ kind: 'corrected', data, ...parts });

describe('an amendment is read from', () => {
  const whose = { tenant: 't2', source: '/b', id: '2' };
  const read = {
    source: '/b',
    id: '2',
    subject: 'user:u1',
    at: stored.at,
    target: { tenant: 't2', source: '/app', id: '1' },
    reason: 'sent twice',
    by: 'user:admin',
    ...place,
  };

  test('a void', () => {
    expect(amendmentIn(factOf('usage.voided', amending, whose), place)).toEqual({
      ...read,
      kind: 'voided',
      data: undefined,
    });
  });

  test('a correction', () => {
    const data = { bytes: 1, nested: { list: [] } };
    expect(amendmentIn(factOf('usage.corrected', { ...amending, data }, whose), place)).toEqual({
      ...read,
      kind: 'corrected',
      data,
    });
  });

  test.each(['openmeet.file.stored', 'acme.printed', 'usage', 'usages.voided'])('no %s', (type) => {
    const fact = factOf(type, { ...amending, fileId: 'f', bytes: 1 });
    expect(amendmentIn(fact, place)).toBeUndefined();
    expect(isAmendment(fact)).toBe(false);
  });
});

describe('an amendment fits', () => {
  test.each<[string, Fact, Partial<Amendment>]>([
    ['a void', stored, {}],
    ['a void of a type that nobody knows', printed, {}],
    ['whatever else it is called', stored, { source: '/other', id: 'x', by: 'somebody' }],
    ['valid data', stored, { data: { fileId: 'f2', bytes: '10.0', group: 'g', mediaType: 'a/b' } }],
    ['the same data', stored, { data: stored.data }],
    ['any object for a type that nobody knows', printed, { data: {} }],
    ['a group there too', printed, { data: { group: 'g1', pages: 'three' } }],
  ])('%s', (_, target, parts) => {
    expect(misfitOf(target, amendment(parts))).toBeUndefined();
  });
});

describe('an amendment does not fit', () => {
  const isAmendmentItself = 'the target is an amendment itself';
  const noData = 'its data are not those of the type openmeet.file.stored';

  test.each<[string, Fact, Partial<Amendment>, string]>([
    ['a void', factOf('usage.voided', amending), {}, isAmendmentItself],
    [
      'a correction',
      factOf('usage.corrected', { ...amending, data: {} }),
      { data: { ...amending, data: {} } },
      isAmendmentItself,
    ],
    ['another subject', stored, { subject: 'user:u2' }, 'its subject is not that of its target'],
    ['a millisecond later', stored, { at: stored.at + 1 }, 'its time is not that of its target'],
    ['data with a key missing', stored, { data: { fileId: 'f1' } }, noData],
    ['data with an unknown key', stored, { data: { fileId: 'f1', bytes: 1, colour: 1 } }, noData],
    ['data with a wrong value', stored, { data: { fileId: 'f1', bytes: -1 } }, noData],
    ['no data at all', stored, { data: {} }, noData],
    [
      'a group that is no name',
      printed,
      { data: { group: 7 } },
      'its data are not those of the type acme.printed',
    ],
    [
      'a null group',
      printed,
      { data: { group: null } },
      'its data are not those of the type acme.printed',
    ],
    [
      'data of a membership, for one of no group',
      factOf('openmeet.group.joined', { group: 'g1' }),
      { data: { role: 'owner' } },
      'its data are not those of the type openmeet.group.joined',
    ],
  ])('%s', (_, target, parts, misfit) => {
    expect(misfitOf(target, amendment(parts))).toBe(misfit);
  });
});

describe('a fact comes to', () => {
  const [one, two] = [
    { fileId: 'f1', bytes: 1 },
    { fileId: 'f2', bytes: 2, group: 'g1' },
  ];
  const unfit = corrects({ bytes: 3 });
  const otherSubject = amendment({ subject: 'user:u2' });

  test.each<[string, readonly Amendment[], Fact | undefined]>([
    ['itself', [], stored],
    ['nothing by a void', [voids], undefined],
    ['nothing by two voids', [voids, voids], undefined],
    ['the data of a correction', [corrects(one)], { ...stored, data: one }],
    ['those of the last correction', [corrects(one), corrects(two)], { ...stored, data: two }],
    ['nothing by a void before a correction', [voids, corrects(one)], undefined],
    ['nothing by a void after a correction', [corrects(one), voids], undefined],
    ['nothing by a void in between', [corrects(one), voids, corrects(two)], undefined],
    ['itself by one that does not fit', [unfit], stored],
    ['itself by a void that does not fit', [otherSubject], stored],
    ['the last correction that fits', [corrects(one), unfit], { ...stored, data: one }],
    ['the same where that comes later', [unfit, corrects(one)], { ...stored, data: one }],
    [
      'the correction beside a void that does not fit',
      [otherSubject, corrects(one)],
      {
        ...stored,
        data: one,
      },
    ],
  ])('%s', (_, amendments, expected) => {
    expect(netOf(stored, amendments)).toEqual(expected);
  });

  test('the very fact where nothing fits, so that nothing changes', () => {
    expect(netOf(stored, [unfit, otherSubject])).toBe(stored);
  });

  test('the identity, subject and time that it had', () => {
    const net = netOf(stored, [corrects({ fileId: 'f9', bytes: 0 }, { source: '/b', id: '9' })]);
    expect(net).toEqual(madeFact({ type: stored.type, data: { fileId: 'f9', bytes: 0 } }));
  });
});
