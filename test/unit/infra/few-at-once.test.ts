import { expect, test } from 'vitest';
import { TooManyWaiting } from '../../../infra/postgres/database-unavailable.ts';
import { fewAtOnce } from '../../../infra/few-at-once.ts';

test('some calls are under way, some wait for their turn, and the rest is sent away', async () => {
  const begun: number[] = [];
  const held = Array.from({ length: 5 }, () => Promise.withResolvers<number>());
  const ask = fewAtOnce({ underWay: 2, waiting: 1 })((index: number) => {
    begun.push(index);
    return held[index]?.promise ?? Promise.resolve(-1);
  });
  const [first, second, third] = [ask(0), ask(1), ask(2)];
  await expect(ask(3)).rejects.toBeInstanceOf(TooManyWaiting);
  expect(begun).toEqual([0, 1]);

  held[0]?.reject(new Error('away'));
  await expect(first).rejects.toThrow('away');
  held[2]?.resolve(2);
  expect(await third).toBe(2);
  held[1]?.resolve(1);
  expect(await second).toBe(1);

  held[4]?.resolve(4);
  expect(await ask(4)).toBe(4);
  expect(begun).toEqual([0, 1, 2, 4]);
});
