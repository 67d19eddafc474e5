import { describe, expect, test } from 'vitest';
import {
  anomaliesOf,
  levelChanges,
  type FileClaim,
} from '../../../../domain/storage/file-history.ts';

let claims = 0;
/** Numbered in the order in which a case makes them, where it does not say otherwise. */
const said = (id?: string, sequence?: bigint) => {
  claims += 1;
  return { source: '/a', id: id ?? `${claims}`, sequence: sequence ?? BigInt(claims) };
};

type StoreParts = {
  readonly group?: string;
  readonly bytes?: bigint;
  readonly id?: string;
  readonly sequence?: bigint;
};
const stored = (at: number, { group, bytes = 10n, id, sequence }: StoreParts = {}) =>
  ({ kind: 'stored', at, ...said(id, sequence), subject: 'user:u1', group, bytes }) as const;
const attached = (at: number, group: string, id?: string) =>
  ({ kind: 'attached', at, ...said(id), group }) as const;
const released = (at: number, id?: string) => ({ kind: 'released', at, ...said(id) }) as const;

/** The steps of each account, netted, in order: `10@3 -10@7`. */
const steps = (...history: readonly FileClaim[]): Readonly<Record<string, string>> => {
  const net = new Map<string, Map<number, bigint>>();
  for (const { account, at, delta } of levelChanges(history)) {
    const levels = net.get(account) ?? new Map<number, bigint>();
    net.set(account, levels.set(at, (levels.get(at) ?? 0n) + delta));
  }
  return Object.fromEntries(
    [...net].map(([account, levels]) => [
      account.replace('user:u1', 'user').replace('group:', ''),
      [...levels]
        .filter(([, delta]) => delta !== 0n)
        .toSorted(([a], [b]) => a - b)
        .map(([at, delta]) => `${delta}@${at}`)
        .join(' '),
    ]),
  );
};

type Case = readonly [
  what: string,
  history: readonly FileClaim[],
  expected: Readonly<Record<string, string>>,
];

const lives: readonly Case[] = [
  ['nothing said', [], {}],
  ['stored', [stored(3)], { user: '10@3' }],
  ['stored in a group', [stored(3, { group: 'g' })], { user: '10@3', g: '10@3' }],
  [
    'stored and released',
    [stored(3, { group: 'g' }), released(7)],
    { user: '10@3 -10@7', g: '10@3 -10@7' },
  ],
  ['no bytes', [stored(3, { bytes: 0n }), released(7)], {}],
  ['38 digits', [stored(3, { bytes: BigInt('9'.repeat(38)) })], { user: `${'9'.repeat(38)}@3` }],
  ['released at the same instant', [stored(3), released(3)], {}],
  ['released before it was stored', [stored(3, { group: 'g' }), released(2)], {}],
  ['released alone', [released(2)], {}],
  ['the release comes first', [released(7), stored(3)], { user: '10@3 -10@7' }],
  [
    'released twice, the earlier last',
    [stored(3), released(9), released(7)],
    { user: '10@3 -10@7' },
  ],
  ['released before and after', [stored(3), released(9), released(2)], {}],
];

const moves: readonly Case[] = [
  ['attached alone', [attached(4, 'g')], {}],
  ['attached later', [stored(3), attached(5, 'g')], { user: '10@3', g: '10@5' }],
  [
    'moved',
    [stored(3, { group: 'g' }), attached(5, 'h')],
    { user: '10@3', g: '10@3 -10@5', h: '10@5' },
  ],
  [
    'moved at its store',
    [stored(3, { group: 'g' }), attached(3, 'h')],
    { user: '10@3', h: '10@3' },
  ],
  [
    'moved before its store',
    [stored(3, { group: 'g' }), attached(1, 'h')],
    { user: '10@3', h: '10@3' },
  ],
  [
    'moved twice before its store',
    [stored(3), attached(2, 'h'), attached(1, 'g')],
    { user: '10@3', h: '10@3' },
  ],
  [
    'moved before and at its store',
    [stored(3), attached(3, 'h'), attached(1, 'g')],
    { user: '10@3', h: '10@3' },
  ],
  [
    'moved to where it is',
    [stored(3, { group: 'g' }), attached(5, 'g')],
    { user: '10@3', g: '10@3' },
  ],
  [
    'moved there and back',
    [stored(3, { group: 'g' }), attached(5, 'h'), attached(7, 'g')],
    { user: '10@3', g: '10@3 -10@5 10@7', h: '10@5 -10@7' },
  ],
  [
    'moves that arrive in another order',
    [attached(7, 'i'), stored(3, { group: 'g' }), attached(5, 'h')],
    { user: '10@3', g: '10@3 -10@5', h: '10@5 -10@7', i: '10@7' },
  ],
  [
    'two moves at one instant: the later id',
    [stored(3), attached(5, 'h', 'b'), attached(5, 'g', 'a')],
    { user: '10@3', h: '10@5' },
  ],
  ['moved after its release', [stored(3), released(5), attached(7, 'g')], { user: '10@3 -10@5' }],
  ['moved at its release', [stored(3), released(5), attached(5, 'g')], { user: '10@3 -10@5' }],
  [
    'moved, then released',
    [stored(3, { group: 'g' }), attached(5, 'h'), released(7)],
    { user: '10@3 -10@7', g: '10@3 -10@5', h: '10@5 -10@7' },
  ],
];

const rivals: readonly Case[] = [
  ['stored again', [stored(3), stored(1, { bytes: 99n, group: 'g' })], { user: '10@3' }],
  ['stored again after its release', [stored(3), released(5), stored(7)], { user: '10@3 -10@5' }],
  [
    'the later one of the log stands first in the list',
    [stored(1, { bytes: 99n, sequence: 12n }), stored(3, { sequence: 9n })],
    { user: '10@3' },
  ],
  [
    'the first of the log is the latest in time',
    [
      stored(1, { bytes: 98n, sequence: 3n }),
      stored(7, { group: 'g', sequence: 1n }),
      stored(2, { bytes: 99n, sequence: 2n }),
    ],
    { user: '10@7', g: '10@7' },
  ],
];

describe.each([
  ['the life of a file', lives],
  ['its groups', moves],
  ['a second store', rivals],
])('%s', (_, cases) => {
  test.each(cases)('%s', (_what, history, expected) => {
    expect(steps(...history)).toEqual(expected);
  });
});

describe('anomalies', () => {
  test.each<[string, readonly FileClaim[], readonly string[]]>([
    ['nothing odd', [stored(3), attached(4, 'g'), released(5)], []],
    ['released as it is stored', [stored(3), released(3)], []],
    ['released twice', [stored(3), released(5), released(7)], []],
    ['released, never stored', [released(5, 'r')], ['released_unknown r 5']],
    [
      'released twice, never stored',
      [released(5, 'r'), released(4, 's')],
      ['released_unknown s 4'],
    ],
    ['the store arrives', [released(5, 'r'), stored(3)], []],
    ['released before its store', [stored(3), released(2, 'r')], ['released_before_stored r 2']],
    [
      'released before and after',
      [stored(3), released(9, 'q'), released(2, 'r')],
      ['released_before_stored r 2'],
    ],
    ['stored again', [stored(3), stored(1, { id: 's' })], ['stored_again s 1']],
    [
      'stored three times, and released too early',
      [stored(3), stored(4, { id: 's' }), released(2, 'r'), stored(1, { id: 't' })],
      ['stored_again s 4', 'stored_again t 1', 'released_before_stored r 2'],
    ],
    [
      'stored again, by the numbers in the log',
      [stored(1, { id: 's', sequence: 2n }), stored(3, { id: 't', sequence: 1n })],
      ['stored_again s 1'],
    ],
    ['attached, never stored', [attached(4, 'g', 'a')], ['attached_unknown a 4']],
    [
      'attached twice, never stored',
      [attached(5, 'g', 'a'), attached(4, 'h', 'b')],
      ['attached_unknown b 4'],
    ],
    [
      'attached twice at one instant, never stored: the earlier id',
      [attached(4, 'g', 'b'), attached(4, 'h', 'a')],
      ['attached_unknown a 4'],
    ],
    [
      'attached and released, never stored',
      [attached(4, 'g', 'a'), released(5, 'r')],
      ['released_unknown r 5', 'attached_unknown a 4'],
    ],
    ['attached before its store', [attached(1, 'g'), stored(3)], []],
  ])('%s', (_, history, expected) => {
    expect(anomaliesOf(history).map(({ kind, id, at }) => `${kind} ${id} ${at}`)).toEqual(expected);
  });
});
