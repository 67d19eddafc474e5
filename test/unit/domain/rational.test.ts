import { expect, test } from 'vitest';
import { ceiling, floor, nearest, rational } from '../../../domain/rational.ts';

const big = 10n ** 30n;

test.each([
  [0n, 1n, 0n, 0n, 0n],
  [7n, 1n, 7n, 7n, 7n],
  [-7n, 1n, -7n, -7n, -7n],
  [1n, 3n, 0n, 1n, 0n],
  [1n, 2n, 0n, 1n, 1n],
  [2n, 3n, 0n, 1n, 1n],
  [-1n, 3n, -1n, 0n, 0n],
  [-1n, 2n, -1n, 0n, -1n],
  [-2n, 3n, -1n, 0n, -1n],
  [5n, 2n, 2n, 3n, 3n],
  [-5n, 2n, -3n, -2n, -3n],
  [2n * big + 1n, 2n, big, big + 1n, big + 1n],
])('%s/%s is %s rounded down, %s rounded up and %s to the nearest', (n, d, down, up, near) => {
  expect(floor(rational(n, d))).toEqual(rational(down));
  expect(ceiling(rational(n, d))).toEqual(rational(up));
  expect(nearest(rational(n, d))).toEqual(rational(near));
});
