import { expect, test } from 'vitest';
import type { KeyCaller } from '../../../../api/auth/caller.ts';
import { knownKeys, rememberedMax, rememberedMs } from '../../../../api/auth/known-keys.ts';
import { ServiceUnavailable } from '../../../../api/service-unavailable.ts';
import { keyCaller } from '../../../support/callers.ts';

/** A store that counts what it is asked, on a clock that is set by hand. */
const storeOf = (answer: (hash: string) => Promise<KeyCaller | undefined>) => {
  const asked: string[] = [];
  const used: string[] = [];
  const clock = { now: 1_000 };
  const known = knownKeys({
    lookUp: (hash) => {
      asked.push(hash);
      return answer(hash);
    },
    onUse: (id) => used.push(id),
    now: () => clock.now,
  });
  return { ...known, asked, used, clock };
};

test('a key that was found is remembered for a while, and each use is told', async () => {
  const store = storeOf(async () => keyCaller());
  await Promise.all([store.find('a'), store.find('a')]);
  store.clock.now += rememberedMs - 1;
  expect(await store.find('a')).toMatchObject({ id: 'k1' });
  expect(store.asked).toEqual(['a']);
  store.clock.now += 1;
  await store.find('a');
  expect(store.asked).toEqual(['a', 'a']);
  expect(store.used).toEqual(['k1', 'k1', 'k1', 'k1']);
});

test('a key that was not found is asked for again, and is no use', async () => {
  const store = storeOf(async () => undefined);
  expect([await store.find('a'), await store.find('a')]).toEqual([undefined, undefined]);
  expect(store.asked).toEqual(['a', 'a']);
  expect(store.used).toEqual([]);
});

test('an outage is no answer', async () => {
  let away = true;
  const store = storeOf(async () => {
    if (away) throw new ServiceUnavailable('The database is away.', 2);
    return keyCaller();
  });
  await expect(store.find('a')).rejects.toThrow(ServiceUnavailable);
  away = false;
  expect(await store.find('a')).toMatchObject({ id: 'k1' });
});

test('what was read before keys are forgotten is not taken for news', async () => {
  const before = Promise.withResolvers<KeyCaller | undefined>();
  const answers = [before.promise, Promise.resolve(undefined)];
  const store = storeOf(() => answers.shift() ?? Promise.resolve(undefined));
  const underWay = store.find('a');
  store.forget();
  const afterwards = store.find('a');
  before.resolve(keyCaller());
  expect(await underWay).toMatchObject({ id: 'k1' });
  expect(await afterwards).toBeUndefined();
  expect(await store.find('a')).toBeUndefined();
});

test('no more than so many are remembered: the oldest go', async () => {
  const store = storeOf(async () => keyCaller());
  for (let n = 0; n <= rememberedMax; n++) await store.find(`${n}`);
  await store.find(`${rememberedMax}`);
  expect(store.asked).toHaveLength(rememberedMax + 1);
  await store.find('0');
  expect(store.asked).toHaveLength(rememberedMax + 2);
});
