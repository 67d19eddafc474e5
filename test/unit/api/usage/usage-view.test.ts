import { expect, test } from 'vitest';
import { usageView } from '../../../../api/usage/usage-view.ts';

const day = 86_400_000;
const asked = { account: 'user:u1', meter: 'api.duration_ms', unit: 'ms', from: 0, to: 2 * day };
const windows = [
  { from: 0, to: day },
  { from: day, to: 2 * day },
];

test('windows without usage say zero, and sums are exact', () => {
  const rows = [
    { window: 1, by: 'g1', quantity: { units: 1n, scale: 1 }, facts: 1n },
    { window: 1, by: '', quantity: { units: 2n, scale: 1 }, facts: 2n },
  ];
  expect(usageView(asked, windows, rows)).toEqual({
    account: 'user:u1',
    meter: 'api.duration_ms',
    unit: 'ms',
    from: '1970-01-01T00:00:00.000Z',
    to: '1970-01-03T00:00:00.000Z',
    total: '0.3',
    facts: '3',
    breakdown: [
      { key: 'g1', quantity: '0.1', facts: '1' },
      { key: null, quantity: '0.2', facts: '2' },
    ],
    windows: [
      {
        from: '1970-01-01T00:00:00.000Z',
        to: '1970-01-02T00:00:00.000Z',
        quantity: '0',
        facts: '0',
      },
      {
        from: '1970-01-02T00:00:00.000Z',
        to: '1970-01-03T00:00:00.000Z',
        quantity: '0.3',
        facts: '3',
        breakdown: [
          { key: 'g1', quantity: '0.1', facts: '1' },
          { key: null, quantity: '0.2', facts: '2' },
        ],
      },
    ],
  });
});

test('without windows there are none, and without usage it is zero', () => {
  expect(usageView(asked, [], [])).toMatchObject({ total: '0', facts: '0', windows: [] });
});
