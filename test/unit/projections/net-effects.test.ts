import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../domain/event-log.ts';
import { amendmentIn } from '../../../domain/fact/amendment.ts';
import type { Fact } from '../../../domain/fact/fact.ts';
import { identityKey } from '../../../domain/fact/identity.ts';
import { conflictOf, type LogEntry } from '../../../domain/ledger/recorded.ts';
import type { Counted } from '../../../projections/counted.ts';
import { netEffects, type Amended } from '../../../projections/net-effects.ts';
import { factOf, madeFact, recordedAt, recordedFact } from '../../support/facts.ts';

const printed = factOf('acme.printed', { pages: 1 });
const other = factOf('acme.printed', { pages: 5 }, { id: 'other' });

type Parts = Partial<Fact> & { readonly of?: Fact };
const amending = ({ of = printed }: Parts) => ({
  target: { source: of.source, id: of.id },
  reason: 'sent twice',
  by: 'user:admin',
});
const voids = (id: string, { of, ...parts }: Parts = {}): Fact =>
  factOf('usage.voided', amending({ ...(of && { of }) }), { id, ...parts });
const corrects = (id: string, data: JsonObject, { of, ...parts }: Parts = {}): Fact =>
  factOf('usage.corrected', { ...amending({ ...(of && { of }) }), data }, { id, ...parts });

const entriesFrom = (first: bigint, facts: readonly Fact[]): readonly LogEntry[] =>
  facts.map((fact, index) => ({
    kind: 'fact',
    recorded: recordedFact(fact, first + BigInt(index)),
  }));

const pagesOf = (fact: Fact | undefined): string =>
  fact === undefined ? '-' : JSON.stringify(fact.data['pages']);

/** `7: 1 > 2, c pending`: the number of the fact that changes, its pages before and after; then how amendments stand. */
const told = (event: Counted): string => {
  if (event.kind === 'ledger') return event.recorded.type;
  const { effect, standings } = event;
  return [
    effect === undefined
      ? 'nothing'
      : `${effect.sequence}: ${pagesOf(effect.was)} > ${pagesOf(effect.is)}`,
    ...standings.map(({ amendment, standing }) => `${amendment.id} ${standing}`),
  ].join(', ');
};

/** What the log said of a fact before: it itself, where it was known, as event number 1, and what amends it. */
const knownBefore = (original: Fact | undefined, ...amendments: readonly Fact[]): Amended => ({
  original: original && { fact: original, sequence: 1n },
  amendments: amendments.flatMap(
    (fact, index) => amendmentIn(fact, { sequence: BigInt(index + 2), recordedAt }) ?? [],
  ),
});

type Case = readonly [what: string, batch: readonly Fact[], effects: readonly string[]];

const inOneBatch: readonly Case[] = [
  ['a fact', [printed], ['11: - > 1']],
  ['facts that nothing amends', [printed, other], ['11: - > 1', '12: - > 5']],
  ['a void', [printed, voids('v')], ['11: - > 1', '11: 1 > -, v fits']],
  ['a correction', [printed, corrects('c', { pages: 2 })], ['11: - > 1', '11: 1 > 2, c fits']],
  ['a void before its target', [voids('v'), printed], ['nothing, v pending', 'nothing, v fits']],
  [
    'a correction before its target',
    [corrects('c', { pages: 2 }), printed],
    ['nothing, c pending', '12: - > 2, c fits'],
  ],
  [
    'two corrections before their target: the last one',
    [corrects('c', { pages: 2 }), corrects('d', { pages: 3 }), printed],
    ['nothing, c pending', 'nothing, d pending', '13: - > 3, c fits, d fits'],
  ],
  [
    'a correction, then a void',
    [printed, corrects('c', { pages: 2 }), voids('v')],
    ['11: - > 1', '11: 1 > 2, c fits', '11: 2 > -, v fits'],
  ],
  [
    'a void, then a correction: a void is final',
    [printed, voids('v'), corrects('c', { pages: 2 })],
    ['11: - > 1', '11: 1 > -, v fits', 'nothing, c fits'],
  ],
  [
    'two voids',
    [printed, voids('v'), voids('w')],
    ['11: - > 1', '11: 1 > -, v fits', 'nothing, w fits'],
  ],
  [
    'a correction, then another',
    [printed, corrects('c', { pages: 2 }), corrects('d', { pages: 3 })],
    ['11: - > 1', '11: 1 > 2, c fits', '11: 2 > 3, d fits'],
  ],
  [
    'one on each side of the target',
    [corrects('c', { pages: 2 }), printed, corrects('d', { pages: 3 })],
    ['nothing, c pending', '12: - > 2, c fits', '12: 2 > 3, d fits'],
  ],
  [
    'one with another subject',
    [printed, voids('v', { subject: 'user:u2' })],
    ['11: - > 1', 'nothing, v unfit'],
  ],
  [
    'one of another time, before its target',
    [voids('v', { at: 0 }), printed],
    ['nothing, v pending', '12: - > 1, v unfit'],
  ],
  [
    'a correction with bad data among good ones',
    [
      corrects('b', { group: 7 }),
      printed,
      corrects('c', { pages: 2 }),
      corrects('d', { group: 7 }),
    ],
    ['nothing, b pending', '12: - > 1, b unfit', '12: 1 > 2, c fits', 'nothing, d unfit'],
  ],
  [
    'an amendment of an amendment',
    [printed, voids('v'), voids('w', { of: voids('v') })],
    ['11: - > 1', '11: 1 > -, v fits', 'nothing, w unfit'],
  ],
  [
    'an amendment of an amendment that is still to come',
    [voids('w', { of: voids('v') }), voids('v'), printed],
    ['nothing, w pending', 'nothing, w unfit, v pending', 'nothing, v fits'],
  ],
  ['an amendment of itself', [voids('v', { of: voids('v') })], ['nothing, v unfit']],
  [
    'an amendment of another tenant’s fact',
    [printed, voids('v', { tenant: 't2' })],
    ['11: - > 1', 'nothing, v pending'],
  ],
  [
    'an amendment of a fact of another source',
    [printed, voids('v', { of: { ...printed, source: '/b' } })],
    ['11: - > 1', 'nothing, v pending'],
  ],
  [
    'those of several facts between each other',
    [printed, corrects('c', { pages: 9 }, { of: other }), voids('v'), other],
    ['11: - > 1', 'nothing, c pending', '11: 1 > -, v fits', '14: - > 9, c fits'],
  ],
];

describe('in one batch', () => {
  test.each(inOneBatch)('%s', (_, batch, effects) => {
    const counted = netEffects(entriesFrom(11n, batch), new Map());
    expect(counted.map(told)).toEqual(effects);
  });
});

describe('on top of what was known', () => {
  test.each<
    readonly [what: string, before: Amended, batch: readonly Fact[], effects: readonly string[]]
  >([
    ['a void', knownBefore(printed), [voids('v')], ['1: 1 > -, v fits']],
    [
      'a void of a corrected fact',
      knownBefore(printed, corrects('c', { pages: 2 })),
      [voids('v')],
      ['1: 2 > -, v fits'],
    ],
    [
      'a correction of a voided fact',
      knownBefore(printed, voids('v')),
      [corrects('c', { pages: 2 })],
      ['nothing, c fits'],
    ],
    [
      'a second correction',
      knownBefore(printed, corrects('c', { pages: 2 })),
      [corrects('d', { pages: 3 })],
      ['1: 2 > 3, d fits'],
    ],
    [
      'a second correction, then a void',
      knownBefore(printed, corrects('c', { pages: 2 })),
      [corrects('d', { pages: 3 }), voids('v')],
      ['1: 2 > 3, d fits', '1: 3 > -, v fits'],
    ],
    [
      'the target of those that waited',
      knownBefore(undefined, corrects('c', { pages: 2 }), voids('v', { at: 0 })),
      [printed],
      ['11: - > 2, c fits, v unfit'],
    ],
    ['the target of a void', knownBefore(undefined, voids('v')), [printed], ['nothing, v fits']],
    [
      'one more that waits',
      knownBefore(undefined, corrects('c', { pages: 2 })),
      [corrects('d', { pages: 3 }), printed],
      ['nothing, d pending', '12: - > 3, c fits, d fits'],
    ],
  ])('%s', (_, before, batch, effects) => {
    const known = new Map([[identityKey(printed), before]]);
    expect(netEffects(entriesFrom(11n, batch), known).map(told)).toEqual(effects);
    expect([...known]).toEqual([[identityKey(printed), before]]);
  });
});

test('of a corrected fact only the data are others', () => {
  const [, counted] = netEffects(
    entriesFrom(11n, [printed, corrects('c', { pages: 2, group: 'g1' })]),
    new Map(),
  );
  expect(counted).toMatchObject({
    recorded: { sequence: 12n, fact: { id: 'c' } },
    effect: { was: printed, is: { ...printed, data: { pages: 2, group: 'g1' } }, sequence: 11n },
  });
});

test('the events of the ledger itself stay in their places', () => {
  const conflict: LogEntry = {
    kind: 'ledger',
    recorded: conflictOf(recordedFact(madeFact(), 12n), 'counting'),
  };
  const [first, last] = [entriesFrom(11n, [printed]), entriesFrom(13n, [voids('v')])];
  const counted = netEffects([...first, conflict, ...last], new Map());
  expect(counted.map(told)).toEqual(['11: - > 1', 'FactConflicted', '11: 1 > -, v fits']);
  expect(counted[1]).toBe(conflict);
});

test('many corrections of one fact cost a few looks each, not one at all those before', () => {
  let looks = 0;
  const looked: Fact = {
    ...printed,
    get at() {
      looks += 1;
      return printed.at;
    },
  };
  const count = 300;
  const corrections = Array.from({ length: count }, (_, n) => corrects(`c${n}`, { pages: n }));
  const known = new Map([[identityKey(printed), knownBefore(looked)]]);
  const last = netEffects(entriesFrom(2n, corrections), known).at(-1);
  expect(last && told(last)).toBe(`1: ${count - 2} > ${count - 1}, c${count - 1} fits`);
  expect(looks).toBeLessThan(20 * count);
});
