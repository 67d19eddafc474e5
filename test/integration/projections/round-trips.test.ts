import * as fc from 'fast-check';
import type { KyselyPlugin } from 'kysely';
import { expect, test } from 'vitest';
import { decimalToText, whole, type Decimal } from '../../../domain/decimal.ts';
import type { Json } from '../../../domain/event-log.ts';
import { knownFacts } from '../../../infra/postgres/known-facts.ts';
import { tableNamesOf } from '../../../infra/postgres/table-names.ts';
import { insertNew, loadRows, writeRows } from '../../../infra/postgres/row-batches.ts';
import { add, put, rowKey } from '../../../projections/change.ts';
import {
  ignore,
  ignoreBilling,
  type LoadedRow,
  type Projector,
} from '../../../projections/projector.ts';
import { states, sums, type KeyValue, type Table, type Value } from '../../../projections/table.ts';
import { eventOf, factOf, madeFact } from '../../support/facts.ts';
import { applyAll, eventsOf, type Db } from './batches.ts';
import { useReadModels } from './use-read-models.ts';

const postgres = useReadModels();

const values = states('odd_values', {
  key: [
    ['name', 'text'],
    ['at', 'instant'],
  ],
  rest: [
    ['words', 'text'],
    ['since', 'instant'],
    ['n', 'number64'],
    ['amount', 'decimal'],
    ['anything', 'json'],
  ],
});
const totals = sums('odd_totals', {
  key: [['name', 'text']],
  rest: [
    ['amount', 'decimal'],
    ['n', 'number64'],
  ],
});
const odd: Projector = {
  name: 'odd',
  version: 1,
  tables: [values, totals],
  wants: ignore,
  onFacts: ignore,
  on: { FactConflicted: ignore, MeterDefined: ignore, MeterRetired: ignore, ...ignoreBilling },
};
const names = tableNamesOf([odd]);

type Row = { readonly key: readonly KeyValue[]; readonly rest: readonly Value[] };

const write = (db: Db, table: Table, rows: readonly Row[]): Promise<void> =>
  db
    .transaction()
    .execute((tx) =>
      writeRows(
        tx,
        table,
        names.get(table) ?? '',
        new Map(rows.map((row) => [rowKey(row.key), row])),
      ),
    );

const load = (db: Db, table: Table, keys: readonly Row['key'][]) =>
  db.transaction().execute((tx) => loadRows(tx, table, names.get(table) ?? '', keys));

const oddTexts = [
  '',
  ' ',
  'null',
  'NULL',
  '{}',
  '{a,b}',
  '"',
  "'",
  '\\',
  '\\n',
  "\\'; drop table read.facts; --",
  '$1',
  '%s',
  'a\nb\r\n\tc',
  '\u0001\u001f\u007f\u0085\u2028\ufeff\uffff',
  'Jörg',
  'e\u0301',
  '日本語',
  '😀👩‍👩‍👧',
  '\u202eabc',
  'x'.repeat(100_000),
];
const long = 10n ** 38n - 1n;
const oddDecimals: readonly Decimal[] = [
  { units: 0n, scale: 0 },
  { units: long, scale: 0 },
  { units: -long, scale: 0 },
  { units: long, scale: 18 },
  { units: 1n, scale: 18 },
  { units: -5n, scale: 1 },
  { units: long * 10n ** 30n + 1n, scale: 0 },
];
const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

const anyText = fc.oneof(
  fc.constantFrom(...oddTexts),
  // Postgres has no text for it, and the door lets none in.
  fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0')),
);
// No name holds a control character.
const anyName = fc.string({ unit: 'grapheme', maxLength: 20 });
const anyInstant = fc.oneof(fc.integer(), fc.constantFrom(0, -1, 8.64e15, -8.64e15));
const anyJson = fc.jsonValue({ noUnicodeString: false }).map((value) => value as Json);
const anyRow = fc.record({
  key: fc.tuple(anyName, anyInstant),
  rest: fc.tuple(
    anyText,
    anyInstant,
    fc.bigInt(int64),
    fc.constantFrom(...oddDecimals),
    // Postgres' json takes U+0000 only where nobody looks at it.
    anyJson.filter((json) => !JSON.stringify(json).includes('\\u0000')),
  ),
});
const anyRows = fc.uniqueArray(anyRow, {
  maxLength: 40,
  size: 'max',
  selector: ({ key }) => rowKey(key),
});

/** What lies under one whole key. */
const restAt = (loaded: ReadonlyMap<string, readonly LoadedRow[]>, key: string) =>
  loaded.get(key)?.flatMap(({ rest }) => rest) ?? [];

/** Equal values as equal texts: a decimal's zeros say nothing, and JSON has one zero. */
const texts = (rest: readonly unknown[]): readonly string[] =>
  rest.map((value) =>
    typeof value === 'bigint'
      ? `${value}`
      : typeof value === 'object' && value !== null && 'units' in value
        ? decimalToText(value as Decimal)
        : JSON.stringify(value),
  );

test('every value comes back as it was put', async () => {
  const { db } = await postgres.open([odd]);
  await fc.assert(
    fc.asyncProperty(anyRows, async (rows) => {
      await write(db, values, rows);
      const loaded = await load(
        db,
        values,
        rows.map(({ key }) => key),
      );
      expect(loaded.size).toBe(rows.length);
      for (const { key, rest } of rows) {
        expect(loaded.get(rowKey(key))?.map((row) => row.key)).toEqual([key]);
        expect(texts(restAt(loaded, rowKey(key)))).toEqual(texts(rest));
      }
    }),
    { numRuns: 60 },
  );
});

test('sums are added to exactly, whatever their length', async () => {
  const { db } = await postgres.open([odd]);
  const amounts = oddDecimals.filter(({ units }) => units > 0n);
  for (const amount of amounts) {
    await write(db, totals, [add(totals, ['a'], [amount, 2n ** 60n])].flatMap(toRow));
  }
  const expected = amounts.reduce(
    (sum, { units, scale }) => sum + units * 10n ** BigInt(18 - scale),
    0n,
  );
  const loaded = await load(db, totals, [['a'], ['b']]);
  expect(texts(restAt(loaded, 'a'))).toEqual([
    decimalToText({ units: expected, scale: 18 }),
    `${2n ** 60n * BigInt(amounts.length)}`,
  ]);
  expect(loaded.has('b')).toBe(false);
});

const toRow = (change: ReturnType<typeof put>): readonly Row[] =>
  change.op === 'delete' ? [] : [change];

test('of rows with one key the first is inserted, and only new ones are said to be', async () => {
  const { db } = await postgres.open([odd]);
  const insert = (...rows: readonly (readonly Value[])[]) =>
    db.transaction().execute((tx) => insertNew(tx, totals, names.get(totals) ?? '', rows, 'n'));
  const [small, large] = [oddDecimals[4], oddDecimals[1]];
  if (small === undefined || large === undefined) throw new Error('there are more');
  expect(await insert(['a', small, 1n], ['a', large, 2n], ['b', small, 3n])).toEqual(['1', '3']);
  expect(await insert(['b', large, 4n], ['c', small, 5n])).toEqual(['5']);
  expect(await insert()).toEqual([]);
  const loaded = await load(db, totals, [['a'], ['b'], ['c']]);
  expect(['a', 'b', 'c'].map((key) => restAt(loaded, key)[1])).toEqual([1n, 3n, 5n]);
});

test('all rows whose key begins so are loaded, and no others', async () => {
  const { db } = await postgres.open([odd]);
  const rest = ['words', 0, 1n, { units: 0n, scale: 0 }, {}] as const;
  const keys = [
    ['a', 1],
    ['a', -2],
    ['b', 1],
    ['aa', 1],
  ] as const;
  await write(
    db,
    values,
    keys.map((key) => ({ key, rest })),
  );
  const loaded = await load(db, values, [['a'], ['b'], ['c']]);
  expect([...loaded.keys()].toSorted()).toEqual(['a', 'b']);
  const found = loaded.get('a')?.map(({ key }) => Number(key[1])) ?? [];
  expect(found.toSorted((a, b) => a - b)).toEqual([-2, 1]);
  expect(loaded.get('b')?.map(({ key }) => key)).toEqual([['b', 1]]);
});

test.each([
  ['down', [5n, 1n], [-5n, -1n]],
  ['up', [-5n, 0n], [5n, 0n]],
  ['both ways', [-5n, 1n], [5n, -1n]],
] as const)('a row of sums that comes to zero is gone: %s', async (_, [amount, n], [more, m]) => {
  const { db } = await postgres.open([odd]);
  const writeSums = (units: bigint, count: bigint) =>
    write(
      db,
      totals,
      ['a', 'b'].map((name) => add(totals, [name], [whole(units), count])).flatMap(toRow),
    );
  await writeSums(amount, n);
  await write(db, totals, [add(totals, ['b'], [whole(1n), 0n])].flatMap(toRow));
  await writeSums(more, m);
  const left = await load(db, totals, [['a'], ['b']]);
  expect([...left.keys()]).toEqual(['b']);
  expect(texts(restAt(left, 'b'))).toEqual(['1', '0']);
});

test('rows that are gone are deleted, and no others', async () => {
  const { db } = await postgres.open([odd]);
  const amount = oddDecimals[0] ?? { units: 0n, scale: 0 };
  const rows = ['a', 'b', "c'"].map((name) => put(totals, [name], [amount, 1n])).flatMap(toRow);
  await write(db, totals, rows);
  const gone = { key: ["c'"], rest: undefined };
  await db
    .transaction()
    .execute((tx) => writeRows(tx, totals, names.get(totals) ?? '', new Map([["c'", gone]])));
  const left = await load(db, totals, [['a'], ['b'], ["c'"]]);
  expect([...left.keys()].toSorted()).toEqual(['a', 'b']);
});

test('identities are known whatever they are called', async () => {
  const { db } = await postgres.open();
  // As the door lets them in.
  const ids = oddTexts.filter((text) => /^[^\u0000-\u001f\u007f-\u009f]{1,256}$/u.test(text));
  const facts = ids.map((id) => madeFact({ id, source: id, subject: `user:${id}`.slice(0, 256) }));
  await applyAll(db, eventsOf(...facts));
  const unknown = madeFact({ id: 'unknown' });
  const asked = [unknown, ...facts.toReversed(), unknown];
  const known = await knownFacts(db, asked);
  expect(known.map((each) => each?.position)).toEqual([
    undefined,
    ...eventsOf(...facts)
      .map(({ position }) => position)
      .toReversed(),
    undefined,
  ]);
  expect(await knownFacts(db, [])).toEqual([]);
});

test('the longest names that the door lets in have room in every table and index', async () => {
  const { db } = await postgres.open();
  // Three bytes a character, and of a kind that does not compress.
  let seed = 1;
  const longest = (): string =>
    Array.from({ length: 256 }, () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return String.fromCharCode(0x4e00 + (seed % 20_000));
    }).join('');
  const parts = { tenant: 'T'.repeat(64), subject: `user:${longest().slice(5)}` };
  const [fileId, group] = [longest(), longest()];
  const rival = { id: longest(), source: longest() };
  const facts = [
    madeFact({ ...parts, ...rival, type: 'openmeet.group.joined', data: { group } }),
    madeFact({ ...parts, ...rival, data: { fileId, group } }),
    madeFact({
      ...parts,
      id: longest(),
      source: longest(),
      type: 'openmeet.file.released',
      data: { fileId },
    }),
    madeFact({
      ...parts,
      id: longest(),
      source: longest(),
      type: 'openmeet.file.stored',
      data: { fileId: longest(), bytes: '9'.repeat(38), group },
    }),
  ];
  const target = { source: longest(), id: longest() };
  const amending = { ...parts, type: 'usage.voided', data: { target, reason: 'x', by: longest() } };
  const amendments = [
    madeFact({ ...amending, id: longest(), source: longest() }),
    madeFact({ ...parts, ...target, type: 'acme.printed', data: { group } }),
    madeFact({ ...amending, id: longest(), source: longest(), at: 0 }),
    madeFact({
      ...parts,
      id: longest(),
      source: longest(),
      type: 'openmeet.storage.measured',
      data: { bytes: 1, group },
    }),
  ];
  const all = eventsOf(...facts, ...amendments);
  await expect(applyAll(db, all)).resolves.toMatchObject({ sequence: 8n });
});

test('a batch takes as many statements, however many events it holds', async () => {
  const { db } = await postgres.open();
  let statements = 0;
  const counting: KyselyPlugin = {
    transformQuery: ({ node }) => {
      statements += 1;
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  let first = 1n;
  /** Facts for every table, each of its own file and member, with amendments of some, known and not. */
  const statementsFor = async (times: number): Promise<number> => {
    const names = Array.from({ length: times }, (_, index) => `${first}-${index}`);
    const facts = names.flatMap((name) => {
      const of = (part: string) => ({ id: `${name} ${part}` });
      const target = { source: '/app', id: `${name} stored` };
      const amending = { target, reason: 'x', by: 'user:admin' };
      return [
        factOf('openmeet.file.stored', { fileId: name, bytes: 1, group: 'g1' }, of('stored')),
        factOf('openmeet.file.stored', { fileId: name, bytes: 1 }, of('stored again')),
        factOf('openmeet.group.joined', { group: name }, of('joined')),
        factOf('openmeet.storage.measured', { bytes: 1 }, of('measured')),
        factOf('usage.voided', amending, of('void')),
        factOf('usage.voided', { ...amending, target: { ...target, id: name } }, of('early')),
      ];
    });
    const events = facts.map((fact, index) => eventOf(fact, first + BigInt(index)));
    first += BigInt(events.length);
    statements = 0;
    await applyAll(db.withPlugin(counting), events);
    return statements;
  };
  const ofOne = await statementsFor(1);
  expect(await statementsFor(50)).toBe(ofOne);
  expect(ofOne).toBeLessThanOrEqual(30);
});
