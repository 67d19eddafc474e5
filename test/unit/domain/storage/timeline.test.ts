import { expect, test } from 'vitest';
import { storageByWindow, storageOver, type Step } from '../../../../domain/storage/timeline.ts';

const step = (at: number, delta: bigint): Step => ({ at, delta });

test.each<[string, bigint, readonly Step[], Partial<ReturnType<typeof storageOver>>]>([
  ['an empty account', 0n, [], { closingBytes: 0n, peakBytes: 0n, byteMs: 0n }],
  ['nothing happens', 5n, [], { closingBytes: 5n, peakBytes: 5n, byteMs: 50n }],
  ['a step inside', 5n, [step(14, 2n)], { closingBytes: 7n, peakBytes: 7n, byteMs: 62n }],
  // What is gone at `from` was never there in the period.
  [
    'a step down at the start',
    5n,
    [step(10, -5n)],
    { closingBytes: 0n, peakBytes: 0n, byteMs: 0n },
  ],
  ['a step up at the start', 5n, [step(10, 1n)], { closingBytes: 6n, peakBytes: 6n, byteMs: 60n }],
  [
    'a step in the last millisecond',
    5n,
    [step(19, 1n)],
    { closingBytes: 6n, peakBytes: 6n, byteMs: 51n },
  ],
  [
    'up and down',
    0n,
    [step(12, 9n), step(13, -9n)],
    { closingBytes: 0n, peakBytes: 9n, byteMs: 9n },
  ],
  [
    'down and up',
    5n,
    [step(12, -5n), step(13, 3n)],
    { closingBytes: 3n, peakBytes: 5n, byteMs: 31n },
  ],
])('%s', (_, openingBytes, steps, expected) => {
  expect(storageOver({ from: 10, to: 20 }, openingBytes, steps)).toEqual({
    from: 10,
    to: 20,
    openingBytes,
    ...expected,
  });
});

test('a window opens at what the one before closed with', () => {
  const windows = [
    { from: 0, to: 10 },
    { from: 10, to: 20 },
    { from: 20, to: 30 },
  ];
  const steps = [step(5, 1n), step(10, 2n), step(29, 4n)];
  expect(
    storageByWindow(windows, 3n, steps).map(({ openingBytes, closingBytes, peakBytes, byteMs }) => [
      openingBytes,
      closingBytes,
      peakBytes,
      byteMs,
    ]),
  ).toEqual([
    [3n, 4n, 4n, 35n],
    [4n, 6n, 6n, 60n],
    [6n, 10n, 10n, 64n],
  ]);
});
