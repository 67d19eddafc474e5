import { expect, test } from 'vitest';
import { anomalies } from '../../../infra/postgres/queries/anomalies.ts';
import { fact } from '../../../infra/postgres/queries/fact.ts';
import { summary } from '../../../infra/postgres/queries/summary.ts';
import { factOf, madeFact } from '../../support/facts.ts';
import { applyAll, eventsOf, type Db } from './batches.ts';
import { useReadModels } from './use-read-models.ts';

const postgres = useReadModels();
const all = { after: undefined, limit: 100 };

const stored = (id: string, fileId: string, at: number) =>
  factOf('openmeet.file.stored', { fileId, bytes: 5 }, { id, at });
const released = (id: string, fileId: string, at: number) =>
  factOf('openmeet.file.released', { fileId }, { id, at });

const odd = [
  stored('s1', 'twice', 10),
  stored('s2', 'twice', 5),
  stored('s3', 'early', 10),
  released('r1', 'early', 9),
  released('r2', 'unknown', 9),
  stored('s4', 'fine', 10),
  released('r3', 'fine', 11),
  madeFact({ id: 's4', data: { fileId: 'rival' } }),
];

const kindsIn = async (db: Db, tenant: string): Promise<readonly string[]> =>
  (await anomalies(db, tenant, undefined, all)).map(({ kind, id, at }) => `${kind} ${id} ${at}`);

test('all that is odd is shown, by kind, for its tenant alone', async () => {
  const { db } = await postgres.open();
  const theirs = { ...released('r9', 'twice', 3), tenant: 't2' };
  await applyAll(db, eventsOf(...odd, theirs));
  expect(await kindsIn(db, 't1')).toEqual([
    'conflict s4 10',
    'released_before_stored r1 9',
    'released_unknown r2 9',
    'stored_again s2 5',
  ]);
  expect(await kindsIn(db, 't2')).toEqual(['released_unknown r9 3']);
  expect(await anomalies(db, 't1', 'stored_again', all)).toMatchObject([
    { kind: 'stored_again', source: '/app', id: 's2', at: 5, detail: 'file twice' },
  ]);
  expect((await summary(db, 't1')).anomaliesByKind).toEqual({
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
  for (let page = 0; page < 6; page++) {
    const rows = await anomalies(db, 't1', undefined, { after, limit: 1 });
    seen.push(...rows.map(({ id }) => id));
    after = rows.at(-1)?.cursor ?? after;
  }
  expect(seen).toEqual(['s4', 'r1', 'r2', 's2']);
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

test('a fact is asked for by its whole identity', async () => {
  const { db } = await postgres.open();
  const asked = madeFact({ id: 'a', data: { fileId: 'ü', group: 'g' } });
  await applyAll(db, eventsOf(asked));
  expect(await fact(db, asked)).toMatchObject({ fact: asked, sequence: 1n, conflicts: [] });
  expect(await fact(db, { ...asked, tenant: 't2' })).toBeUndefined();
  expect(await fact(db, { ...asked, source: '/b' })).toBeUndefined();
  expect(await fact(db, { ...asked, id: 'A' })).toBeUndefined();
});
