import { describe, expect, it } from 'vitest';
import { TwoGenerations } from '../../../infra/eventstore-node/journal/two-generations.ts';

const kept = (map: TwoGenerations<number, number>, keys: number) =>
  Array.from({ length: keys }, (_, key) => key).filter((key) => map.get(key) !== undefined);

describe('a map of two generations', () => {
  it('keeps the last keys that were set, and at most twice as many', () => {
    const map = new TwoGenerations<number, number>(10);
    for (let key = 0; key < 1_000; key++) map.set(key, key);
    const keys = kept(map, 1_000);
    expect(keys.length).toBeLessThanOrEqual(20);
    expect(keys.slice(-10)).toEqual([990, 991, 992, 993, 994, 995, 996, 997, 998, 999]);
  });

  it('keeps what is asked for', () => {
    const map = new TwoGenerations<number, number>(10);
    for (let key = 0; key < 1_000; key++) {
      map.set(key, key);
      expect(map.get(0)).toBe(0);
    }
  });

  it('forgets what is deleted, in whichever generation it is', () => {
    const map = new TwoGenerations<number, number>(2);
    for (const key of [1, 2, 3]) map.set(key, key);
    map.delete(1);
    map.delete(3);
    expect(kept(map, 4)).toEqual([2]);
  });
});
