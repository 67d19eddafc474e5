import { describe, expect, test } from 'vitest';
import { oneAhead } from '../../../infra/billing-runs/one-ahead.ts';

const numbers = async function* (count: number): AsyncGenerator<number> {
  for (let n = 0; n < count; n += 1) yield n;
};

const always = (): boolean => true;

/** Work that ends when it is told to, and a word on which of it has begun and ended. */
const handWork = () => {
  const said: string[] = [];
  const works = new Map<number, PromiseWithResolvers<string>>();
  const work = async (n: number): Promise<string> => {
    said.push(`begin ${n}`);
    const under = Promise.withResolvers<string>();
    works.set(n, under);
    const result = await under.promise;
    said.push(`end ${n}`);
    return result;
  };
  return { said, work, of: (n: number) => works.get(n) };
};

describe('work that is begun one item ahead', () => {
  test.each([0, 1, 2, 7])('gives the results of %i items in order', async (count) => {
    const results: (readonly [number, number])[] = [];
    const squared = async (n: number): Promise<number> => n * n;
    for await (const each of oneAhead(numbers(count), squared, always)) results.push(each);
    expect(results).toEqual(Array.from({ length: count }, (_, n) => [n, n * n]));
  });

  test('begins the second item, and no third, before the first has ended', async () => {
    const { said, work, of } = handWork();
    const results = oneAhead(numbers(3), work, always);
    const first = results.next();
    await expect.poll(() => of(1)).toBeDefined();
    of(1)?.resolve('one');
    await expect.poll(() => said).toEqual(['begin 0', 'begin 1', 'end 1']);
    of(0)?.resolve('zero');
    expect(await first).toEqual({ done: false, value: [0, 'zero'] });
    const second = results.next();
    expect(await second.then(() => said.includes('begin 2'))).toBe(true);
    of(2)?.resolve('two');
    expect(await results.next()).toEqual({ done: false, value: [2, 'two'] });
  });

  test('ends what is under way, and begins nothing more, once it is not to go on', async () => {
    const done: number[] = [];
    const work = async (n: number): Promise<number> => n;
    for await (const [n] of oneAhead(numbers(9), work, () => done.length < 2)) done.push(n);
    expect(done).toEqual([0, 1, 2]);
  });

  test('throws what went wrong only when nothing is under way any more', async () => {
    const { said, work, of } = handWork();
    const failed = oneAhead(numbers(5), work, always).next();
    await expect.poll(() => of(1)).toBeDefined();
    of(0)?.reject(new Error('an outage'));
    of(1)?.resolve('one');
    await expect(failed).rejects.toThrow('an outage');
    expect(said).toEqual(['begin 0', 'begin 1', 'end 1']);
  });
});
