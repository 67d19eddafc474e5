import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../domain/fact/fact.ts';
import { anomalies } from '../../../infra/postgres/queries/anomalies.ts';
import { fact } from '../../../infra/postgres/queries/fact.ts';
import { summary } from '../../../infra/postgres/queries/summary.ts';
import { eventOf, factOf, madeFact } from '../../support/facts.ts';
import { applyAll, eventsOf, type Db } from './batches.ts';
import { useReadModels } from './use-read-models.ts';

const postgres = useReadModels();
const all = { after: undefined, limit: 100 };

const stored = (id: string, fileId: string, at: number) =>
  factOf('openmeet.file.stored', { fileId, bytes: 5 }, { id, at });
const released = (id: string, fileId: string, at: number) =>
  factOf('openmeet.file.released', { fileId }, { id, at });

const attached = (id: string, fileId: string, at: number) =>
  factOf('openmeet.file.attached', { fileId, group: 'g1' }, { id, at });
const amending = (id: string, of: string, at: number) =>
  factOf(
    'usage.voided',
    { target: { source: '/app', id: of }, reason: 'sent twice', by: 'user:admin' },
    { id, at },
  );

const odd = [
  stored('s1', 'twice', 10),
  stored('s2', 'twice', 5),
  stored('s3', 'early', 10),
  released('r1', 'early', 9),
  released('r2', 'unknown', 9),
  stored('s4', 'fine', 10),
  released('r3', 'fine', 11),
  madeFact({ id: 's4', data: { fileId: 'rival' } }),
  attached('a1', 'nowhere', 12),
  amending('v1', 'nobody', 13),
  amending('v2', 'v1', 13),
];

const kindsIn = async (db: Db, tenant: string): Promise<readonly string[]> =>
  (await anomalies(db, tenant, undefined, all)).map(({ kind, id, at }) => `${kind} ${id} ${at}`);

test('all that is odd is shown, by kind, for its tenant alone', async () => {
  const { db } = await postgres.open();
  const theirs = { ...released('r9', 'twice', 3), tenant: 't2' };
  await applyAll(db, eventsOf(...odd, theirs));
  expect(await kindsIn(db, 't1')).toEqual([
    'amendment_pending v1 13',
    'amendment_unfit v2 13',
    'attached_unknown a1 12',
    'conflict s4 10',
    'released_before_stored r1 9',
    'released_unknown r2 9',
    'stored_again s2 5',
  ]);
  expect(await kindsIn(db, 't2')).toEqual(['released_unknown r9 3']);
  expect(await anomalies(db, 't1', 'stored_again', all)).toMatchObject([
    { kind: 'stored_again', source: '/app', id: 's2', at: 5, detail: 'file twice' },
  ]);
  expect(await anomalies(db, 't1', 'amendment_pending', all)).toMatchObject([
    { kind: 'amendment_pending', source: '/app', id: 'v1', at: 13, detail: 'of nobody from /app' },
  ]);
  expect((await summary(db, 't1')).anomaliesByKind).toEqual({
    amendment_pending: 1n,
    amendment_unfit: 1n,
    attached_unknown: 1n,
    conflict: 1n,
    released_before_stored: 1n,
    released_unknown: 1n,
    stored_again: 1n,
  });
});

test('they come page by page', async () => {
  const { db } = await postgres.open();
  await applyAll(db, eventsOf(...odd));
  const seen: string[] = [];
  let after: string | undefined;
  for (let page = 0; page < 9; page++) {
    const rows = await anomalies(db, 't1', undefined, { after, limit: 1 });
    seen.push(...rows.map(({ id }) => id));
    after = rows.at(-1)?.cursor ?? after;
  }
  expect(seen).toEqual(['v1', 'v2', 'a1', 's4', 'r1', 'r2', 's2']);
});

test('pages of any length, put together, are all of them in their order', async () => {
  const { db } = await postgres.open();
  const rivals = ['b', 'c', 'd'].map((fileId) => madeFact({ id: 's4', data: { fileId } }));
  const strange = ['ü', 'A', 'a_b', 'a b', '\u{1f600}'].map((id) => released(id, id, 9));
  const theirs = strange.map((fact) => ({ ...fact, tenant: 't2' }));
  await applyAll(db, eventsOf(...odd, ...rivals, ...strange, ...theirs));
  const whole = await anomalies(db, 't1', undefined, all);
  expect(whole.length).toBe(odd.length - 4 + rivals.length + strange.length);
  for (const kind of [undefined, 'conflict', 'released_unknown']) {
    const expected = whole.filter((row) => kind === undefined || row.kind === kind);
    for (let limit = 1; limit <= expected.length + 1; limit++) {
      const seen = [];
      let page = await anomalies(db, 't1', kind, { after: undefined, limit });
      while (page.length > 0) {
        seen.push(...page);
        page = await anomalies(db, 't1', kind, { after: page.at(-1)?.cursor, limit });
      }
      expect(seen).toEqual(expected);
    }
  }
});

test('what the log settles is gone', async () => {
  const { db } = await postgres.open();
  const [first, second] = eventsOf(released('r', 'f', 9), stored('s', 'f', 5));
  if (first === undefined || second === undefined) throw new Error('there are two');
  await applyAll(db, [first]);
  expect(await kindsIn(db, 't1')).toEqual(['released_unknown r 9']);
  await applyAll(db, [second]);
  expect(await kindsIn(db, 't1')).toEqual([]);
});

test.each([
  ['a store for an attach', attached('a', 'f', 9), stored('s', 'f', 5), 'attached_unknown a 9'],
  [
    'the target of an amendment',
    amending('v', 's', 5),
    stored('s', 'f', 5),
    'amendment_pending v 5',
  ],
  ['a void of the release', released('r', 'f', 9), amending('v', 'r', 9), 'released_unknown r 9'],
])('so it is with %s', async (_, ...[first, second, shown]) => {
  const { db } = await postgres.open();
  await applyAll(db, [eventOf(first, 1n)]);
  expect(await kindsIn(db, 't1')).toEqual([shown]);
  await applyAll(db, [eventOf(second, 2n)]);
  expect(await kindsIn(db, 't1')).toEqual([]);
});

test('an amendment that waited for a fact that it does not fit is unfit, and pending no more', async () => {
  const { db } = await postgres.open();
  await applyAll(db, [eventOf(amending('v', 's', 6), 1n)]);
  expect(await kindsIn(db, 't1')).toEqual(['amendment_pending v 6']);
  await applyAll(db, [eventOf(stored('s', 'f', 5), 2n)]);
  expect(await kindsIn(db, 't1')).toEqual(['amendment_unfit v 6']);
});

describe('what was measured', () => {
  const measured = (id: string, at: number, bytes: number, group?: string) =>
    factOf(
      'openmeet.storage.measured',
      { bytes, ...(group !== undefined && { group }) },
      { id, at },
    );
  const inGroup = factOf(
    'openmeet.file.stored',
    { fileId: 'g', bytes: 3, group: 'g1' },
    { id: 'sg', at: 10 },
  );

  test.each<[string, readonly Fact[], readonly string[]]>([
    ['the level', [stored('s', 'f', 10), measured('m', 11, 5)], []],
    ['nothing where there is nothing', [measured('m', 11, 0)], []],
    ['something where there is nothing', [measured('m', 11, 5)], ['measured_differs m 11']],
    ['changes at that instant included', [stored('s', 'f', 11), measured('m', 11, 5)], []],
    ['not those after it', [stored('s', 'f', 12), measured('m', 11, 0)], []],
    [
      'a release at that instant',
      [stored('s', 'f', 5), released('r', 'f', 11), measured('m', 11, 0)],
      [],
    ],
    ['of the group that it names', [inGroup, stored('s', 'f', 10), measured('m', 11, 3, 'g1')], []],
    ['of the subject', [inGroup, stored('s', 'f', 10), measured('m', 11, 8)], []],
    [
      'of the subject as if of the group',
      [inGroup, stored('s', 'f', 10), measured('m', 11, 3)],
      ['measured_differs m 11'],
    ],
    ['before the store arrives', [measured('m', 11, 5), stored('s', 'f', 10)], []],
    [
      'of what was voided',
      [stored('s', 'f', 10), measured('m', 11, 5), amending('v', 's', 10)],
      ['measured_differs m 11'],
    ],
    ['and itself voided', [measured('m', 11, 5), amending('v', 'm', 11)], []],
  ])('%s', async (_, facts, shown) => {
    const { db } = await postgres.open();
    await applyAll(db, eventsOf(...facts));
    expect(await kindsIn(db, 't1')).toEqual(shown);
  });
});

test('a fact is asked for by its whole identity', async () => {
  const { db } = await postgres.open();
  const asked = madeFact({ id: 'a', data: { fileId: 'ü', group: 'g' } });
  await applyAll(db, eventsOf(asked));
  expect(await fact(db, asked)).toMatchObject({ fact: asked, sequence: 1n, conflicts: [] });
  expect(await fact(db, { ...asked, tenant: 't2' })).toBeUndefined();
  expect(await fact(db, { ...asked, source: '/b' })).toBeUndefined();
  expect(await fact(db, { ...asked, id: 'A' })).toBeUndefined();
});
