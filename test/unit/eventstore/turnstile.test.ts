import { expect, test } from 'vitest';
import { turnstile } from '../../../infra/eventstore/turnstile.ts';

test('lets so many in at once, the others in the order in which they came', async () => {
  const { pass } = turnstile(2);
  const begun: number[] = [];
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<number>());
  const passes = gates.map(({ promise }, n) =>
    pass(() => {
      begun.push(n);
      return promise;
    }),
  );
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  gates[1]?.resolve(1);
  await passes[1];
  expect(begun).toEqual([0, 1, 2]);
  for (const [n, { resolve }] of gates.entries()) resolve(n);
  expect(await Promise.all(passes)).toEqual([0, 1, 2, 3, 4]);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});

test('whoever fails makes room too', async () => {
  const { pass } = turnstile(1);
  const failing = pass(() => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  await expect(pass(async () => 1)).resolves.toBe(1);
});

test('is empty when the last has left', async () => {
  const { pass, empty } = turnstile(1);
  await empty();
  const left: number[] = [];
  void pass(async () => left.push(1));
  void pass(async () => left.push(2));
  await empty();
  expect(left).toEqual([1, 2]);
});
