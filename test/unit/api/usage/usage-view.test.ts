import { expect, test } from 'vitest';
import { usageView } from '../../../../api/usage/usage-view.ts';

const day = 86_400_000;
const asked = {
  account: 'user:u1',
  meter: 'api.duration_ms',
  unit: 'ms',
  from: 0,
  to: 2 * day,
  isGrouped: false,
};
const byGroup = { ...asked, isGrouped: true };
const windows = [
  { from: 0, to: day },
  { from: day, to: 2 * day },
];

const part = (key: string | null) => ({ key });

test('windows without usage say zero, and what is no sum is not summed up', () => {
  const all = { part: undefined, quantity: { units: 3n, scale: 1 }, facts: 3n };
  const parts = [
    { part: part('g1'), quantity: { units: 1n, scale: 1 }, facts: 1n },
    { part: part(null), quantity: { units: 3n, scale: 1 }, facts: 2n },
  ];
  const rows = [undefined, 1].flatMap((window) =>
    [all, ...parts].map((row) => ({ window, ...row })),
  );
  expect(usageView(byGroup, windows, rows)).toEqual({
    account: 'user:u1',
    meter: 'api.duration_ms',
    unit: 'ms',
    from: '1970-01-01T00:00:00.000Z',
    to: '1970-01-03T00:00:00.000Z',
    total: '0.3',
    facts: '3',
    breakdown: [
      { key: 'g1', quantity: '0.1', facts: '1' },
      { key: null, quantity: '0.3', facts: '2' },
    ],
    windows: [
      {
        from: '1970-01-01T00:00:00.000Z',
        to: '1970-01-02T00:00:00.000Z',
        quantity: '0',
        facts: '0',
        breakdown: [],
      },
      {
        from: '1970-01-02T00:00:00.000Z',
        to: '1970-01-03T00:00:00.000Z',
        quantity: '0.3',
        facts: '3',
        breakdown: [
          { key: 'g1', quantity: '0.1', facts: '1' },
          { key: null, quantity: '0.3', facts: '2' },
        ],
      },
    ],
  });
});

test('what was asked for is told apart even where there is nothing, and nothing else is', () => {
  const nothing = { quantity: '0', facts: '0', breakdown: [] };
  const view = usageView(byGroup, windows, []);
  expect(view).toMatchObject({ breakdown: [], windows: [nothing, nothing] });
  const row = { window: 0, part: undefined, quantity: { units: 1n, scale: 0 }, facts: 1n };
  const undivided = usageView(asked, windows, [row]);
  expect([undivided, ...undivided.windows].some((part) => 'breakdown' in part)).toBe(false);
});

test('keys are in order in the total and in every window, what is of no group last', () => {
  const row = (window: number | undefined, key: string | null) => ({
    window,
    part: part(key),
    quantity: { units: 1n, scale: 0 },
    facts: 1n,
  });
  const inWindows = [
    row(0, null),
    row(0, 'g2'),
    row(0, 'Z'),
    row(1, 'g3'),
    row(1, null),
    row(1, 'g1'),
  ];
  const rows = [...inWindows, ...['g3', 'Z', 'g1', null, 'g2'].map((key) => row(undefined, key))];
  const { breakdown, windows: cut } = usageView(byGroup, windows, rows);
  const keys = [breakdown, ...cut.map((window) => window.breakdown)].map((parts) =>
    parts?.map(({ key }) => key),
  );
  expect(keys).toEqual([
    ['Z', 'g1', 'g2', 'g3', null],
    ['Z', 'g2', null],
    ['g1', 'g3', null],
  ]);
});

test('without windows there are none, and without usage it is zero', () => {
  expect(usageView(asked, [], [])).toMatchObject({ total: '0', facts: '0', windows: [] });
});
