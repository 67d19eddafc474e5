import { expect, test } from 'vitest';
import { recentFacts } from '../../../api/door/recent-facts.ts';

const known = (position: bigint) => ({ contentHash: 'h', position });

test('the first to come holds an identity, the others hear what became of it', async () => {
  const recent = recentFacts();
  const first = recent.claim('a');
  const second = recent.claim('a');
  expect(second.settle).toBeUndefined();
  first.settle?.(known(1n));
  expect(await second.settled).toEqual(known(1n));
  expect(recent.claim('a').settle).toBeUndefined();
});

test('only the first word about an identity counts', async () => {
  const recent = recentFacts();
  const { settle, settled } = recent.claim('a');
  settle?.(known(1n));
  settle?.(undefined);
  expect(await settled).toEqual(known(1n));
  expect(recent.size()).toBe(1);
});

test('what failed is free again', async () => {
  const recent = recentFacts();
  const { settle, settled } = recent.claim('a');
  settle?.(undefined);
  expect(await settled).toBeUndefined();
  expect(recent.claim('a').settle).toBeDefined();
});

test('what the index has is forgotten, and nothing that it lacks', () => {
  const recent = recentFacts();
  for (const position of [1n, 2n, 3n]) recent.claim(`${position}`).settle?.(known(position));
  recent.forgetUpTo(2n);
  expect(recent.size()).toBe(1);
  expect(recent.claim('3').settle).toBeUndefined();
});

test('what the index had before it was settled is not kept', () => {
  const recent = recentFacts();
  const { settle } = recent.claim('a');
  recent.forgetUpTo(5n);
  settle?.(known(5n));
  expect(recent.size()).toBe(0);
});

test('what is under way is never forgotten', () => {
  const recent = recentFacts();
  recent.claim('a');
  recent.claim('b').settle?.(known(1n));
  recent.forgetUpTo(9n);
  expect(recent.claim('a').settle).toBeUndefined();
});

test('what waited behind it is forgotten the next time', () => {
  const recent = recentFacts();
  const { settle } = recent.claim('a');
  recent.claim('b').settle?.(known(1n));
  recent.forgetUpTo(9n);
  settle?.(known(10n));
  recent.forgetUpTo(10n);
  expect(recent.size()).toBe(0);
});
