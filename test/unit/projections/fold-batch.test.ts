import { describe, expect, test } from 'vitest';
import { decimalToText, whole } from '../../../domain/decimal.ts';
import { conflictOf, type LogEntry } from '../../../domain/ledger/recorded.ts';
import { add, make, put, remove, type Change } from '../../../projections/change.ts';
import type { Counted, CountedFact } from '../../../projections/counted.ts';
import { foldBatch, rowsWanted } from '../../../projections/fold-batch.ts';
import { netEffects } from '../../../projections/net-effects.ts';
import {
  ignore,
  ignoreBilling,
  type Projector,
  type Rows,
} from '../../../projections/projector.ts';
import { firsts, isDecimal, states, sums, type Table } from '../../../projections/table.ts';
import { madeFact, recordedFact } from '../../support/facts.ts';

const totals = sums('totals', {
  key: [['name', 'text']],
  rest: [
    ['amount', 'decimal'],
    ['n', 'number64'],
  ],
});
const notes = states('notes', { key: [['name', 'text']], rest: [['words', 'text']] });
const first = firsts('first', { key: [['name', 'text']], rest: [['words', 'text']] });

const projecting = (
  onFacts: Projector['onFacts'],
  { wants = ignore, onConflict = ignore }: Partial<OtherParts> = {},
): Projector => ({
  name: 'tried',
  version: 1,
  tables: [totals, notes, first],
  wants,
  onFacts,
  on: { FactConflicted: onConflict, MeterDefined: ignore, MeterRetired: ignore, ...ignoreBilling },
});
type OtherParts = {
  readonly wants: Projector['wants'];
  readonly onConflict: Projector['on']['FactConflicted'];
};

const factEntry = (sequence: bigint): LogEntry => ({
  kind: 'fact',
  recorded: recordedFact(madeFact({ id: `${sequence}` }), sequence),
});
const conflictEntry = (sequence: bigint): LogEntry => ({
  kind: 'ledger',
  recorded: conflictOf(recordedFact(madeFact(), sequence), 'counting'),
});
/** Events numbered from 11 on: `f` for a fact, `c` for a conflict. */
const batchOf = (kinds: string): readonly Counted[] =>
  netEffects(
    Array.from(kinds, (kind, index) =>
      (kind === 'f' ? factEntry : conflictEntry)(BigInt(index) + 11n),
    ),
    new Map(),
  );

/** Fails with the facts of these numbers. */
const failingAt =
  (...numbers: readonly bigint[]) =>
  (facts: readonly CountedFact[]): readonly Change[] => {
    const bad = facts.find(({ recorded }) => numbers.includes(recorded.sequence));
    if (bad !== undefined) throw new RangeError(`cannot take ${bad.recorded.fact.id}`);
    return [];
  };

const failureOf = (projectors: readonly Projector[], batch: readonly Counted[]): unknown => {
  try {
    foldBatch(projectors, batch, new Map());
  } catch (error) {
    return error;
  }
  throw new Error('it was folded');
};

describe('who fails is named, with the event', () => {
  test.each([
    ['the only one', 'f', [11n], 11n],
    ['the first', 'fffffff', [11n], 11n],
    ['one in the middle', 'fffffff', [14n], 14n],
    ['the last', 'fffffff', [17n], 17n],
    ['the last of an even number', 'ffffffff', [18n], 18n],
    ['the first of several', 'fffffffff', [13n, 14n, 18n], 13n],
    ['one among events of the ledger', 'cfccfcf', [15n], 15n],
  ])('%s', (_, kinds, bad, sequence) => {
    const fine = projecting(() => []);
    const error = failureOf([fine, projecting(failingAt(...bad))], batchOf(kinds));
    expect(error).toMatchObject({
      name: 'Unprojectable',
      message: `read model tried, event number ${sequence}: cannot take ${sequence}`,
      cause: new RangeError(`cannot take ${bad[0]}`),
    });
  });

  test('an event of the ledger', () => {
    const projector = projecting(() => [], {
      onConflict: ({ sequence }) => {
        if (sequence === 13n) throw new Error('no such conflict');
        return [];
      },
    });
    expect(failureOf([projector], batchOf('fccff'))).toMatchObject({
      name: 'Unprojectable',
      message: 'read model tried, event number 13: no such conflict',
    });
  });

  test('whatever is thrown', () => {
    const projector = projecting((facts) => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- A library may.
      if (facts.length > 2) throw 'words';
      return [];
    });
    expect(failureOf([projector], batchOf('ffff'))).toMatchObject({
      message: 'read model tried, event number 13: words',
    });
  });
});

describe('of several changes of a row one is left', () => {
  const restOf = (table: Table, ...changes: readonly Change[]): unknown => {
    const folded = foldBatch([projecting(() => changes)], batchOf('f'), new Map());
    const rest = folded.get(table)?.get('a')?.rest;
    return rest?.map((value) => (isDecimal(value) ? decimalToText(value) : value));
  };
  const added = (amount: bigint, n: bigint) => add(totals, ['a'], [whole(amount), n]);

  test('sums are added up', () => {
    expect(restOf(totals, added(5n, 1n), added(-2n, 1n))).toEqual(['3', 2n]);
  });

  test('sums to which nothing is added in the end do not change', () => {
    const folded = foldBatch(
      [projecting(() => [added(5n, 1n), add(totals, ['b'], [whole(1n), 1n]), added(-5n, -1n)])],
      batchOf('f'),
      new Map(),
    );
    expect([...(folded.get(totals)?.keys() ?? [])]).toEqual(['b']);
  });

  test('sums of which one changes do', () => {
    expect(restOf(totals, added(5n, 1n), added(-3n, -1n))).toEqual(['2', 0n]);
  });

  test('the last state stands', () => {
    expect(restOf(notes, put(notes, ['a'], ['x']), put(notes, ['a'], ['y']))).toEqual(['y']);
    expect(restOf(notes, remove(notes, ['a']), put(notes, ['a'], ['y']))).toEqual(['y']);
    expect(restOf(notes, put(notes, ['a'], ['x']), remove(notes, ['a']))).toBeUndefined();
  });

  test('the first of firsts stands', () => {
    expect(restOf(first, make(first, ['a'], ['x']), make(first, ['a'], ['y']))).toEqual(['x']);
  });
});

test('rows are wanted once, however many facts need them', () => {
  const projector = projecting(() => [], {
    wants: (facts) =>
      facts.map(({ recorded }) => ({
        table: notes,
        under: [recorded.sequence % 2n === 0n ? 'even' : 'odd'],
      })),
  });
  const wanted = rowsWanted([projector, projector], batchOf('fffcf'));
  expect([...(wanted.get(notes)?.values() ?? [])]).toEqual([['odd'], ['even']]);
});

test('a projector sees the rows that were loaded, and none where there are none', () => {
  const seen: unknown[] = [];
  const projector = projecting((_, rows: Rows) => {
    seen.push(rows.under(notes, ['a']), rows.under(notes, ['b']), rows.under(totals, ['a']));
    return [];
  });
  const row = { key: ['a'], rest: ['x'] };
  foldBatch([projector], batchOf('f'), new Map([[notes, new Map([['a', [row]]])]]));
  expect(seen).toEqual([[row], [], []]);
});
